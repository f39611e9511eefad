// Package public holds what browsers fetch besides pages: style sheets, ES modules and drawings, all of
// our own making and embedded in the binary.
//
// Files are served below a path that names the whole set (Path), so browsers may keep them for ever, and
// modules can import each other by relative names without a bundler. What is served is what stands here, line by
// line, but for lines that are nothing but a comment; they are empty.
package public

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"mime"
	"path"
	"sync"
)

//go:embed *.css *.js *.svg
var files embed.FS

// Asset is a file as it is served.
type Asset struct {
	Type string // its content type
	Data []byte
	Gzip []byte // the same, compressed; nil where that saves nothing
}

// set are all files by their names, and the fingerprint of them together.
var set = sync.OnceValue(func() (s struct {
	assets      map[string]Asset
	fingerprint string
}) {
	all, err := files.ReadDir(".")
	if err != nil { // it is part of the binary
		panic(err)
	}
	h := sha256.New()
	s.assets = make(map[string]Asset, len(all))
	for _, f := range all {
		data, err := files.ReadFile(f.Name())
		if err != nil {
			panic(err)
		}
		a := assetOf(f.Name(), data)
		h.Write([]byte(f.Name() + "\x00"))
		h.Write(a.Data)
		s.assets[f.Name()] = a
	}
	s.fingerprint = hex.EncodeToString(h.Sum(nil))[:12]
	return s
})

func assetOf(name string, data []byte) Asset {
	a := Asset{Data: data}
	switch path.Ext(name) {
	case ".js":
		a.Type, a.Data = "text/javascript; charset=utf-8", uncommented(data, "//", "")
	case ".css":
		a.Type, a.Data = "text/css; charset=utf-8", uncommented(data, "/*", "*/")
	default:
		a.Type = mime.TypeByExtension(path.Ext(name))
	}
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(a.Data)
	}
	if err == nil {
		err = w.Close()
	}
	if err == nil && b.Len() < len(a.Data)*9/10 {
		a.Gzip = b.Bytes()
	}
	return a
}

// uncommented empties lines that are nothing but a comment, which nobody waits for who works with the page. The lines
// keep their numbers, by which a browser tells of errors.
func uncommented(text []byte, begin, end string) []byte {
	lines := bytes.Split(text, []byte("\n"))
	for i, l := range lines {
		l = bytes.TrimSpace(l)
		if bytes.HasPrefix(l, []byte(begin)) && bytes.HasSuffix(l, []byte(end)) && bytes.Count(l, []byte(begin)) == 1 {
			lines[i] = nil
		}
	}
	return bytes.Join(lines, []byte("\n"))
}

// Prefix is the path below which the files are served: it changes whenever one of them does.
func Prefix() string { return "/assets/" + set().fingerprint }

// Path is where a file is served.
func Path(name string) string { return Prefix() + "/" + name }

// File returns a file; false when there is none of that name.
func File(name string) (Asset, bool) {
	a, ok := set().assets[name]
	return a, ok
}
