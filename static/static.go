// Package static holds what the browser loads: the stylesheet, the scripts, the icons. Everything is part of the program and
// served under a name that carries the hash of its content, so that a browser may keep it for ever.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"maps"
	"path"
	"strings"
)

//go:embed *.css *.js *.py *.svg *.webmanifest
var files embed.FS

// Prefix is where the files are served.
const Prefix = "/static/"

// File is one asset, ready to be sent.
type File struct {
	Name        string // as in the tree: app.css
	Hashed      string // as served: app.3f2a9c1b04de.css
	Body, Gzip  []byte // Gzip is nil when it would not be smaller
	ContentType string
	ETag        string // quoted, strong
	Immutable   bool   // asked for by its hashed name: it may be kept for ever; otherwise it must be asked for again
}

// byName and byHash are made once, at start, from files that are part of the program.
var byName, byHash = load()

var contentTypes = map[string]string{
	".css":         "text/css; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".py":          "text/plain; charset=utf-8",
	".svg":         "image/svg+xml",
	".webmanifest": "application/manifest+json",
}

func load() (named, hashed map[string]*File) {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic("static: " + err.Error())
	}
	named, hashed = map[string]*File{}, map[string]*File{}
	for _, e := range entries {
		body, err := files.ReadFile(e.Name())
		if err != nil {
			panic("static: " + err.Error())
		}
		f := prepare(e.Name(), body)
		named[f.Name], hashed[f.Hashed] = f, f
	}
	return named, hashed
}

func prepare(name string, body []byte) *File {
	sum := hex.EncodeToString(sha256sum(body))[:12]
	ext := path.Ext(name)
	f := &File{
		Name:        name,
		Hashed:      strings.TrimSuffix(name, ext) + "." + sum + ext,
		Body:        body,
		ContentType: contentTypes[ext],
		ETag:        `"` + sum + `"`,
	}
	if zipped := pack(body); len(zipped) < len(body) {
		f.Gzip = zipped
	}
	return f
}

func sha256sum(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:]
}

// pack compresses as far as gzip goes: it is done once. Writing to a buffer does not fail.
func pack(body []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic("static: " + err.Error())
	}
	if _, err := w.Write(body); err != nil {
		panic("static: " + err.Error())
	}
	if err := w.Close(); err != nil {
		panic("static: " + err.Error())
	}
	return b.Bytes()
}

// URL is the address of a file under its hashed name. An unknown name gives its plain address, which answers 404:
// a test of the pages finds it.
func URL(name string) string {
	if f, ok := byName[name]; ok {
		return Prefix + f.Hashed
	}
	return Prefix + name
}

// Open finds a file by its address (/static/app.3f2a9c1b04de.css) or by the last part of it, hashed or plain.
func Open(address string) (File, bool) {
	name := strings.TrimPrefix(address, Prefix)
	if f, ok := byHash[name]; ok {
		out := *f
		out.Immutable = true
		return out, true
	}
	if f, ok := byName[name]; ok {
		return *f, true
	}
	return File{}, false
}

// manifest is the name and the address of every file.
var manifest = func() map[string]string {
	out := make(map[string]string, len(byName))
	for name := range byName {
		out[name] = URL(name)
	}
	return out
}()

// Manifest gives the address of every file by its name; the caller may change the map.
func Manifest() map[string]string { return maps.Clone(manifest) }
