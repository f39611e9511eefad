// Package public holds what browsers fetch besides pages: style sheets, ES modules and drawings, all of
// our own making and embedded in the binary.
//
// Files are served below a path that names the whole set (Path), so browsers may keep them for ever, and
// modules can import each other by relative names without a bundler.
package public

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"path"
	"strings"
)

//go:embed *.css *.js *.svg
var files embed.FS

// set is the fingerprint of all files together.
var set = fingerprint()

func fingerprint() string {
	h := sha256.New()
	_ = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := files.ReadFile(name)
		h.Write([]byte(name + "\x00"))
		h.Write(b)
		return err
	})
	return hex.EncodeToString(h.Sum(nil))[:12]
}

// Prefix is the path below which the files are served: it changes whenever one of them does.
func Prefix() string { return "/assets/" + set }

// Path is where a file is served.
func Path(name string) string { return Prefix() + "/" + name }

// File returns a file and its content type; false when there is none of that name.
func File(name string) (data []byte, contentType string, ok bool) {
	if name != path.Clean(name) || strings.Contains(name, "/") {
		return nil, "", false
	}
	data, err := files.ReadFile(name)
	if err != nil {
		return nil, "", false
	}
	switch path.Ext(name) {
	case ".js":
		return data, "text/javascript; charset=utf-8", true
	case ".css":
		return data, "text/css; charset=utf-8", true
	}
	return data, mime.TypeByExtension(path.Ext(name)), true
}
