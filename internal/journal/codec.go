package journal

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	fastjson "github.com/go-json-experiment/json" // reads what encoding/json writes, in half the time: a replay is mostly this
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/x/bsonx/bsoncore"

	"shanpei/models"
)

// An entry's document has its fields in this order:
//
//	_id, at, actor, role, command, key?, input?, events: [{kind, data}], nonce | prev, body, hash
//
// What stands before `prev`, as a BSON document of its own, are the entry's canonical bytes, whose SHA-256 is `body`. They are made once, stored,
// and hashed again as they come back, never encoded a second time. `data` is the event as JSON text: a person with a shell can read it.

// maxDoc bounds an entry: what a MongoDB-compatible server takes in one document, less its fields.
const maxDoc = 15 << 20

// tailSize is what prev, body and hash take: type, name, NUL, length, subtype and 32 bytes each.
const tailSize = (1 + len("prev") + 1 + 4 + 1 + 32) + 2*(1+len("body")+1+4+1+32)

var errShape = errors.New("journal: not an entry's document")

// encode makes the canonical part of the entry's document and its Body. seal completes it.
func (e *Entry) encode() (Doc, error) {
	d := make([]byte, 4, 1024)
	d = bsoncore.AppendInt64Element(d, "_id", e.Seq)
	d = bsoncore.AppendDateTimeElement(d, "at", e.At.UnixMilli())
	d = bsoncore.AppendStringElement(d, "actor", e.Actor)
	d = bsoncore.AppendStringElement(d, "role", string(e.Role))
	d = bsoncore.AppendStringElement(d, "command", e.Command)
	if e.Key != "" {
		d = bsoncore.AppendStringElement(d, "key", e.Key)
		d = bsoncore.AppendBinaryElement(d, "input", 0, e.Input[:])
	}
	events, d := bsoncore.AppendArrayElementStart(d, "events")
	for i, ev := range e.Events {
		data, err := json.Marshal(ev)
		if err != nil {
			return nil, fmt.Errorf("journal: event %s: %w", e.kinds[i], err)
		}
		var one int32
		one, d = bsoncore.AppendDocumentElementStart(d, arrayIndex(i))
		d = bsoncore.AppendStringElement(d, "kind", e.kinds[i])
		d = bsoncore.AppendHeader(d, bson.TypeString, "data")
		d = binary.LittleEndian.AppendUint32(d, uint32(len(data)+1))
		d = append(append(d, data...), 0)
		if d, err = bsoncore.AppendDocumentEnd(d, one); err != nil {
			return nil, err
		}
	}
	d, err := bsoncore.AppendArrayEnd(d, events)
	if err != nil {
		return nil, err
	}
	d = bsoncore.AppendBinaryElement(d, "nonce", 0, e.Nonce[:])
	if len(d) > maxDoc {
		return nil, models.Refuse(models.TooLarge, "too_large").With("limit", maxDoc)
	}
	e.Body = bodyOf(d)
	return d, nil
}

// bodyOf hashes an entry's canonical bytes: fields are the document without its length (whose 4 bytes are ignored) and its end.
func bodyOf(fields []byte) [32]byte {
	h := sha256.New()
	var frame [4]byte
	binary.LittleEndian.PutUint32(frame[:], uint32(len(fields)+1))
	h.Write(frame[:])
	h.Write(fields[4:])
	h.Write([]byte{0})
	var sum [32]byte
	h.Sum(sum[:0])
	return sum
}

// seal chains the entry to the one before and completes its document.
func (e *Entry) seal(d Doc, prev [32]byte) Doc {
	e.Prev = prev
	e.Hash = ChainHash(prev, e.Seq, e.At, e.kinds, e.Body)
	d = bsoncore.AppendBinaryElement(d, "prev", 0, e.Prev[:])
	d = bsoncore.AppendBinaryElement(d, "body", 0, e.Body[:])
	d = bsoncore.AppendBinaryElement(d, "hash", 0, e.Hash[:])
	d = append(d, 0)
	binary.LittleEndian.PutUint32(d, uint32(len(d)))
	return d
}

var arrayIndexes = func() (out [64]string) {
	for i := range out {
		out[i] = fmt.Sprint(i)
	}
	return out
}()

func arrayIndex(i int) string {
	if i < len(arrayIndexes) {
		return arrayIndexes[i]
	}
	return fmt.Sprint(i)
}

// seq reads the number of a document, 0 when it has none.
func (d Doc) seq() int64 {
	v, ok := bsoncore.Document(d).Lookup("_id").AsInt64OK()
	if !ok {
		return 0
	}
	return v
}

// open reads an entry without its events, and proves that its body and hash are those of its own bytes. events are left for decodeEvents.
func (d Doc) open() (e *Entry, events []bsoncore.Value, err error) {
	if len(d) < tailSize+5 || int(binary.LittleEndian.Uint32(d)) != len(d) {
		return nil, nil, errShape
	}
	e = &Entry{}
	rest := []byte(d[4 : len(d)-1])
	for len(rest) > 0 {
		el, next, ok := bsoncore.ReadElement(rest)
		if !ok {
			return nil, nil, errShape
		}
		rest = next
		if err := e.field(el, &events); err != nil {
			return nil, nil, err
		}
	}
	fields := d[:len(d)-1-tailSize]
	if bodyOf(fields) != e.Body {
		return nil, nil, fmt.Errorf("journal: entry %d is not what was written: its body does not check", e.Seq)
	}
	if ChainHash(e.Prev, e.Seq, e.At, e.kinds, e.Body) != e.Hash {
		return nil, nil, fmt.Errorf("journal: entry %d is not what was written: its hash does not check", e.Seq)
	}
	return e, events, nil
}

func (e *Entry) field(el bsoncore.Element, events *[]bsoncore.Value) error {
	v := el.Value()
	ok := true
	var s string
	switch el.Key() {
	case "_id":
		e.Seq, ok = v.AsInt64OK()
	case "at":
		var ms int64
		ms, ok = v.DateTimeOK()
		e.At = time.UnixMilli(ms).UTC()
	case "actor":
		e.Actor, ok = v.StringValueOK()
	case "role":
		s, ok = v.StringValueOK()
		e.Role = models.Role(s)
	case "command":
		e.Command, ok = v.StringValueOK()
	case "key":
		e.Key, ok = v.StringValueOK()
	case "input":
		ok = into(e.Input[:], v)
	case "nonce":
		ok = into(e.Nonce[:], v)
	case "prev":
		ok = into(e.Prev[:], v)
	case "body":
		ok = into(e.Body[:], v)
	case "hash":
		ok = into(e.Hash[:], v)
	case "events":
		return e.eventHeads(v, events)
	default:
		ok = false
	}
	if !ok {
		return fmt.Errorf("%w: field %s of entry %d", errShape, el.Key(), e.Seq)
	}
	return nil
}

func into(to []byte, v bsoncore.Value) bool {
	_, b, ok := v.BinaryOK()
	return ok && copy(to, b) == len(to) && len(b) == len(to)
}

func (e *Entry) eventHeads(v bsoncore.Value, events *[]bsoncore.Value) error {
	list, ok := v.ArrayOK()
	if !ok {
		return errShape
	}
	values, err := list.Values()
	if err != nil {
		return errShape
	}
	e.kinds = make([]string, len(values))
	for i, one := range values {
		doc, ok := one.DocumentOK()
		if !ok {
			return errShape
		}
		if e.kinds[i], ok = doc.Lookup("kind").StringValueOK(); !ok {
			return errShape
		}
		values[i] = doc.Lookup("data")
	}
	*events = values
	return nil
}

// decode reads an entry whole.
func (d Doc) decode() (*Entry, error) {
	e, events, err := d.open()
	if err != nil {
		return nil, err
	}
	e.Events = make([]models.Event, len(events))
	for i, v := range events {
		data, ok := textOf(v)
		if !ok {
			return nil, errShape
		}
		pointer, value, ok := models.NewEvent(e.kinds[i])
		if !ok {
			return nil, fmt.Errorf("journal: entry %d holds an event of the kind %q, which this version does not know", e.Seq, e.kinds[i])
		}
		if err := fastjson.Unmarshal(data, pointer); err != nil {
			return nil, fmt.Errorf("journal: entry %d, event %s: %w", e.Seq, e.kinds[i], err)
		}
		e.Events[i] = value()
	}
	return e, nil
}

// textOf gives the bytes of a BSON string without copying them.
func textOf(v bsoncore.Value) ([]byte, bool) {
	if v.Type != bson.TypeString || len(v.Data) < 5 {
		return nil, false
	}
	n := int(binary.LittleEndian.Uint32(v.Data))
	if n < 1 || n > len(v.Data)-4 {
		return nil, false
	}
	return v.Data[4 : 4+n-1], true
}
