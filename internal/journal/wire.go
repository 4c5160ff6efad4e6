package journal

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"reflect"
	"sync"
	"time"
)

// A snapshot's values are written field by field, without names: it is small and loads fast, and is only read by a version whose types are laid
// out just so (layout); any other ignores the snapshot and replays.

type wireType struct {
	put func(b []byte, v reflect.Value) []byte
	get func(r *wireReader, v reflect.Value)
}

var (
	wireMu    sync.Mutex
	wireTypes = map[reflect.Type]*wireType{}
	timeType  = reflect.TypeFor[time.Time]()
)

// wireOf compiles the codec of a type. It panics on a type that a state may not hold, which a test finds.
func wireOf(t reflect.Type) *wireType {
	wireMu.Lock()
	defer wireMu.Unlock()
	return compileWire(t)
}

func compileWire(t reflect.Type) *wireType {
	if w, ok := wireTypes[t]; ok {
		return w
	}
	w := &wireType{}
	wireTypes[t] = w // before its parts: a type may hold itself behind a pointer or a slice
	switch {
	case t == timeType:
		*w = wireType{putTime, getTime}
	case t.Kind() == reflect.String:
		*w = wireType{
			func(b []byte, v reflect.Value) []byte { return putString(b, v.String()) },
			func(r *wireReader, v reflect.Value) { v.SetString(r.text()) },
		}
	case t.Kind() == reflect.Bool:
		*w = wireType{
			func(b []byte, v reflect.Value) []byte {
				if v.Bool() {
					return append(b, 1)
				}
				return append(b, 0)
			},
			func(r *wireReader, v reflect.Value) { v.SetBool(r.uint() == 1) },
		}
	case t.Kind() >= reflect.Int && t.Kind() <= reflect.Int64:
		*w = wireType{
			func(b []byte, v reflect.Value) []byte { return binary.AppendVarint(b, v.Int()) },
			func(r *wireReader, v reflect.Value) { v.SetInt(r.int()) },
		}
	case t.Kind() == reflect.Struct:
		*w = wireStruct(t)
	case t.Kind() == reflect.Pointer:
		*w = wirePointer(t)
	case t.Kind() == reflect.Slice:
		*w = wireSlice(t)
	case t.Kind() == reflect.Map:
		*w = wireMap(t)
	default:
		panic(fmt.Errorf("journal: a state cannot hold a %s", t))
	}
	return w
}

func putString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func putTime(b []byte, v reflect.Value) []byte {
	t := v.Interface().(time.Time)
	if t.IsZero() {
		return append(b, 0)
	}
	return binary.AppendVarint(append(b, 1), t.UnixNano())
}

func getTime(r *wireReader, v reflect.Value) {
	if r.uint() == 1 {
		v.Set(reflect.ValueOf(time.Unix(0, r.int()).UTC()))
	}
}

func wireStruct(t reflect.Type) wireType {
	fields := make([]*wireType, t.NumField())
	for i := range fields {
		if !t.Field(i).IsExported() {
			panic(fmt.Errorf("journal: %s.%s would be lost in a snapshot", t, t.Field(i).Name))
		}
		fields[i] = compileWire(t.Field(i).Type)
	}
	return wireType{
		func(b []byte, v reflect.Value) []byte {
			for i, f := range fields {
				b = f.put(b, v.Field(i))
			}
			return b
		},
		func(r *wireReader, v reflect.Value) {
			for i, f := range fields {
				f.get(r, v.Field(i))
			}
		},
	}
}

func wirePointer(t reflect.Type) wireType {
	of := compileWire(t.Elem())
	return wireType{
		func(b []byte, v reflect.Value) []byte {
			if v.IsNil() {
				return append(b, 0)
			}
			return of.put(append(b, 1), v.Elem())
		},
		func(r *wireReader, v reflect.Value) {
			if r.uint() == 1 {
				p := reflect.New(t.Elem())
				of.get(r, p.Elem())
				v.Set(p)
			}
		},
	}
}

// wireSlice keeps a nil slice apart from an empty one: 0 is nil, n+1 has n elements.
func wireSlice(t reflect.Type) wireType {
	of := compileWire(t.Elem())
	return wireType{
		func(b []byte, v reflect.Value) []byte {
			if v.IsNil() {
				return append(b, 0)
			}
			b = binary.AppendUvarint(b, uint64(v.Len())+1)
			for i := range v.Len() {
				b = of.put(b, v.Index(i))
			}
			return b
		},
		func(r *wireReader, v reflect.Value) {
			n := r.size()
			if n == 0 {
				return
			}
			s := reflect.MakeSlice(t, n-1, n-1)
			for i := range n - 1 {
				of.get(r, s.Index(i))
			}
			v.Set(s)
		},
	}
}

func wireMap(t reflect.Type) wireType {
	key, of := compileWire(t.Key()), compileWire(t.Elem())
	return wireType{
		func(b []byte, v reflect.Value) []byte {
			if v.IsNil() {
				return append(b, 0)
			}
			b = binary.AppendUvarint(b, uint64(v.Len())+1)
			for it := v.MapRange(); it.Next(); {
				b = of.put(key.put(b, it.Key()), it.Value())
			}
			return b
		},
		func(r *wireReader, v reflect.Value) {
			n := r.size()
			if n == 0 {
				return
			}
			m := reflect.MakeMapWithSize(t, n-1)
			for range n - 1 {
				k, e := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
				key.get(r, k)
				of.get(r, e)
				m.SetMapIndex(k, e)
			}
			v.Set(m)
		},
	}
}

var errWire = errors.New("journal: a snapshot that does not check")

// wireReader reads a chunk. It remembers that it ran over the end, and gives zeros from then on.
type wireReader struct {
	b      []byte
	err    error
	intern *interner
}

func (r *wireReader) uint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.err, r.b = errWire, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *wireReader) int() int64 {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.err, r.b = errWire, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

// size reads the length of something of which every element takes a byte at least, except empty structs, of which a state has no list.
func (r *wireReader) size() int {
	n := r.uint()
	if n > uint64(len(r.b))+1 {
		r.err, r.b = errWire, nil
		return 0
	}
	return int(n)
}

func (r *wireReader) text() string {
	n := r.uint()
	if n > uint64(len(r.b)) {
		r.err, r.b = errWire, nil
		return ""
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return r.intern.text(b)
}

// interner lets equal short texts share their bytes: most of a state's texts are statuses, kinds and ids of a few things.
type interner struct {
	seed maphash.Seed
	slot [1 << 12]string
}

func newInterner() *interner { return &interner{seed: maphash.MakeSeed()} }

func (in *interner) text(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if len(b) > 32 {
		return string(b)
	}
	s := &in.slot[maphash.Bytes(in.seed, b)%uint64(len(in.slot))]
	if *s != string(b) {
		*s = string(b)
	}
	return *s
}

// layout describes a type down to its leaves, so that a change of any of them changes the text.
func layout(w io.Writer, t reflect.Type, seen map[reflect.Type]bool) {
	fmt.Fprintf(w, "%s %s\n", t, t.Kind())
	if t == timeType || seen[t] {
		return
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			fmt.Fprintf(w, ".%s ", t.Field(i).Name)
			layout(w, t.Field(i).Type, seen)
		}
	case reflect.Map:
		layout(w, t.Key(), seen)
		layout(w, t.Elem(), seen)
	case reflect.Pointer, reflect.Slice:
		layout(w, t.Elem(), seen)
	}
}
