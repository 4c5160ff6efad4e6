package journal

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/klauspost/compress/gzip"
)

// A backup is a gzip stream of records: one byte of kind, four of length (little endian), the bytes. First the head, then the entries in order,
// then the KV, then the end, which carries the counts and the SHA-256 of all records before it.
//
// The entries come first and the KV after: whatever an entry refers to (a person in the vault, an account) was in the KV before the entry
// was made, so a backup taken under load is a consistent prefix.
const (
	recordHead  = 'H'
	recordEntry = 'E'
	recordKV    = 'K'
	recordEnd   = 'Z'

	backupFormat = "shanpei-backup-1"
	maxRecord    = 64 << 20

	restoreBucket = "restore"
	restoreKey    = "unfinished"
)

var errBackup = errors.New("journal: not a whole backup")

type backupEnd struct {
	Entries int64  `json:"entries"`
	Records int64  `json:"records"` // of the KV
	Hash    string `json:"hash"`    // of the last entry
	Sum     string `json:"sum"`
}

type kvRecord struct {
	Bucket string `json:"bucket"`
	Key    string `json:"key"`
	Value  []byte `json:"value"`
}

type recordWriter struct {
	w   io.Writer
	sum hash.Hash
}

func (w recordWriter) put(kind byte, data []byte) error {
	head := binary.LittleEndian.AppendUint32([]byte{kind}, uint32(len(data)))
	w.sum.Write(head)
	w.sum.Write(data)
	if _, err := w.w.Write(head); err != nil {
		return err
	}
	_, err := w.w.Write(data)
	return err
}

func (w recordWriter) putJSON(kind byte, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return w.put(kind, data)
}

// Backup writes every entry and the KV. It may run beside a book that writes: then it holds the entries up to one that was the last when it began.
func Backup(ctx context.Context, s Store, w io.Writer) error {
	z := gzip.NewWriter(w)
	out := recordWriter{w: z, sum: sha256.New()}
	if err := out.putJSON(recordHead, backupFormat); err != nil {
		return err
	}
	end, err := backupEntries(ctx, s, out)
	if err != nil {
		return err
	}
	buckets, err := s.KV().Buckets(ctx)
	if err != nil {
		return err
	}
	for _, bucket := range buckets {
		err := s.KV().Each(ctx, bucket, "", func(key string, value []byte) error {
			end.Records++
			return out.putJSON(recordKV, kvRecord{bucket, key, value})
		})
		if err != nil {
			return err
		}
	}
	end.Sum = hex.EncodeToString(out.sum.Sum(nil))
	if err := out.putJSON(recordEnd, end); err != nil {
		return err
	}
	return z.Close()
}

var errEnough = errors.New("enough")

func backupEntries(ctx context.Context, s Store, out recordWriter) (end backupEnd, err error) {
	last, err := s.Last(ctx)
	if err != nil || last == 0 {
		return end, err
	}
	err = eachDoc(ctx, s, 1, func(seq int64, d Doc) error {
		if err := out.put(recordEntry, d); err != nil {
			return err
		}
		end.Entries = seq
		if seq < last {
			return ctx.Err()
		}
		e, _, err := d.open()
		if err != nil {
			return err
		}
		end.Hash = hex.EncodeToString(e.Hash[:])
		return errEnough
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return end, err
}

type recordReader struct {
	r   *bufio.Reader
	sum hash.Hash
}

// next reads a record; before is the sum of the records before it.
func (r recordReader) next() (kind byte, data []byte, before []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(r.r, head[:]); err != nil {
		return 0, nil, nil, errors.Join(errBackup, err)
	}
	n := binary.LittleEndian.Uint32(head[1:])
	if n > maxRecord {
		return 0, nil, nil, errBackup
	}
	data = make([]byte, n)
	if _, err := io.ReadFull(r.r, data); err != nil {
		return 0, nil, nil, errors.Join(errBackup, err)
	}
	if head[0] == recordEnd {
		before = r.sum.Sum(nil)
	}
	r.sum.Write(head[:])
	r.sum.Write(data)
	return head[0], data, before, nil
}

// Restore reads a backup into an empty store, of any kind. It refuses a store that is not empty (ErrNotEmpty) and a backup that is not whole;
// a store that it could not finish is not opened by a book (ErrUnfinished).
func Restore(ctx context.Context, s Store, r io.Reader) error {
	if err := empty(ctx, s); err != nil {
		return err
	}
	z, err := gzip.NewReader(r)
	if err != nil {
		return errors.Join(errBackup, err)
	}
	in := recordReader{r: bufio.NewReaderSize(z, 1<<18), sum: sha256.New()}
	kind, data, _, err := in.next()
	var format string
	if err != nil || kind != recordHead || json.Unmarshal(data, &format) != nil || format != backupFormat {
		return errors.Join(errBackup, err)
	}
	if err := s.KV().Put(ctx, restoreBucket, restoreKey, []byte{1}); err != nil {
		return err
	}
	if err := restoreRecords(ctx, s, in); err != nil {
		return err
	}
	return s.KV().Delete(ctx, restoreBucket, restoreKey)
}

func empty(ctx context.Context, s Store) error {
	last, err := s.Last(ctx)
	if err != nil {
		return err
	}
	buckets, err := s.KV().Buckets(ctx)
	if err != nil {
		return err
	}
	if last > 0 || len(buckets) > 0 {
		return ErrNotEmpty
	}
	return nil
}

func restoreRecords(ctx context.Context, s Store, in recordReader) error {
	var got backupEnd
	var prev [32]byte
	var docs []Doc
	size := 0
	kv := kvBatch{kv: s.KV()}
	flush := func() error {
		if len(docs) == 0 {
			return nil
		}
		err := s.Append(ctx, got.Entries-int64(len(docs))+1, docs)
		docs, size = docs[:0], 0
		return err
	}
	for {
		kind, data, sum, err := in.next()
		if err != nil {
			return err
		}
		switch kind {
		case recordEntry:
			e, _, err := Doc(data).open()
			if err != nil {
				return err
			}
			if e.Seq != got.Entries+1 || e.Prev != prev {
				return fmt.Errorf("%w: entry %d does not follow entry %d", errBackup, e.Seq, got.Entries)
			}
			prev, got.Entries, got.Hash = e.Hash, e.Seq, hex.EncodeToString(e.Hash[:])
			docs, size = append(docs, data), size+len(data)
			if len(docs) == batchEntries || size > batchBytes {
				if err := flush(); err != nil {
					return err
				}
			}
		case recordKV:
			var k kvRecord
			if err := json.Unmarshal(data, &k); err != nil {
				return errors.Join(errBackup, err)
			}
			got.Records++
			if err := kv.put(ctx, k); err != nil {
				return err
			}
		case recordEnd:
			got.Sum = hex.EncodeToString(sum)
			var want backupEnd
			if err := json.Unmarshal(data, &want); err != nil || got != want {
				return errors.Join(errBackup, err)
			}
			return errors.Join(kv.flush(ctx), flush())
		default:
			return errBackup
		}
	}
}

// kvBatch puts records into an empty store, many at once where the store can: a sync for each would take minutes.
type kvBatch struct {
	kv     KV
	bucket string
	keys   []string
	values [][]byte
}

const batchRecords = 1000

func (b *kvBatch) put(ctx context.Context, k kvRecord) error {
	if k.Bucket != b.bucket || len(b.keys) == batchRecords {
		if err := b.flush(ctx); err != nil {
			return err
		}
		b.bucket = k.Bucket
	}
	b.keys, b.values = append(b.keys, k.Key), append(b.values, k.Value)
	return nil
}

func (b *kvBatch) flush(ctx context.Context) error {
	keys, values := b.keys, b.values
	b.keys, b.values = nil, nil
	if all, ok := b.kv.(interface {
		CreateAll(ctx context.Context, bucket string, keys []string, values [][]byte) error
	}); ok && len(keys) > 0 {
		return all.CreateAll(ctx, b.bucket, keys, values)
	}
	for i, key := range keys {
		if err := b.kv.Put(ctx, b.bucket, key, values[i]); err != nil {
			return err
		}
	}
	return nil
}
