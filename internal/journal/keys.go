package journal

import (
	"crypto/sha256"
	"encoding/binary"
)

// keyHash stands for an idempotency key: 128 bits of its SHA-256.
type keyHash [16]byte

func hashKey(key string) keyHash {
	sum := sha256.Sum256([]byte(key))
	return keyHash(sum[:16])
}

// keyIndex remembers for ever which entry bears which idempotency key, in about 32 bytes a key: a log that only grows, so that a snapshot can
// take its beginning while the writer goes on, and 256 small tables of positions in it, each of which grows by itself and so never for long.
type keyIndex struct {
	log    keyLog
	tables [256][]uint32 // position in the log + 1, open addressing; the length is a power of two
	used   [256]int
}

type keyRecord struct {
	hash keyHash
	seq  int64
}

const keyChunk = 4096

// keyLog is a list in chunks that never move: what was appended is never written again.
type keyLog struct {
	chunks [][]keyRecord
	n      int
}

func (l *keyLog) add(r keyRecord) {
	if l.n%keyChunk == 0 {
		l.chunks = append(l.chunks, make([]keyRecord, 0, keyChunk))
	}
	last := &l.chunks[len(l.chunks)-1]
	*last = append(*last, r)
	l.n++
}

func (l *keyLog) at(i int) keyRecord { return l.chunks[i/keyChunk][i%keyChunk] }

// prefix is the log as it is now; the writer may go on.
func (l *keyLog) prefix() keyLog {
	return keyLog{chunks: append([][]keyRecord(nil), l.chunks...), n: l.n}
}

func (k *keyIndex) find(h keyHash) (seq int64, ok bool) {
	t := k.tables[h[0]]
	if len(t) == 0 {
		return 0, false
	}
	mask := uint32(len(t) - 1)
	for i := binary.LittleEndian.Uint32(h[1:]) & mask; t[i] != 0; i = (i + 1) & mask {
		if r := k.log.at(int(t[i] - 1)); r.hash == h {
			return r.seq, true
		}
	}
	return 0, false
}

func (k *keyIndex) add(h keyHash, seq int64) {
	k.log.add(keyRecord{h, seq})
	shard := h[0]
	if 4*(k.used[shard]+1) > 3*len(k.tables[shard]) {
		old := k.tables[shard]
		k.tables[shard] = make([]uint32, max(8, 2*len(old)))
		for _, pos := range old {
			if pos != 0 {
				k.place(k.log.at(int(pos-1)).hash, pos)
			}
		}
	}
	k.place(h, uint32(k.log.n))
	k.used[shard]++
}

func (k *keyIndex) place(h keyHash, pos uint32) {
	t := k.tables[h[0]]
	mask := uint32(len(t) - 1)
	i := binary.LittleEndian.Uint32(h[1:]) & mask
	for t[i] != 0 {
		i = (i + 1) & mask
	}
	t[i] = pos
}
