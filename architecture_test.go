// Package shinsa_test holds the whole of the project to what its documents say: which package may import
// which, what stays in one place, and that the names in the documents are still those in the code.
package shinsa_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

const module = "shinsa"

// source is a Go file that is not a test.
type source struct {
	path    string // with slashes, from the root
	pkg     string // its folder
	imports []string
	file    *ast.File
}

// sources parses every Go file of the product once.
var sources = sync.OnceValues(func() ([]source, error) {
	var all []source
	err := eachFile(func(name string) error {
		if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		s := source{path: name, pkg: path.Dir(name), file: file}
		for _, i := range file.Imports {
			s.imports = append(s.imports, strings.Trim(i.Path.Value, `"`))
		}
		all = append(all, s)
		return nil
	})
	return all, err
})

// eachFile calls f with every file of the project. Hidden folders, test data and what .gitignore names
// are no part of it, and the tools have a module of their own.
func eachFile(f func(name string) error) error {
	return filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if !d.IsDir() {
			return f(name)
		}
		switch base := path.Base(name); {
		case name == ".":
			return nil
		case base[0] == '.' && name != ".ci", base == "testdata", name == "bin", name == "data", name == "tmp":
			return fs.SkipDir
		}
		return nil
	})
}

func parsed(t *testing.T) []source {
	t.Helper()
	all, err := sources()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 50 {
		t.Fatalf("found %d files only", len(all))
	}
	return all
}

// table reads the rows of a Markdown table, of which the first column's heading and the second's are given.
func table(t *testing.T, file string, headings ...string) [][]string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	inside := false
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			inside = false
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		switch {
		case slices.Equal(cells, headings):
			inside = true
		case inside && !strings.HasPrefix(cells[0], "---"):
			rows = append(rows, cells)
		}
	}
	if len(rows) == 0 {
		t.Fatalf("%s has no table with the columns %q", file, headings)
	}
	return rows
}

var code = regexp.MustCompile("`([^`]+)`")

// quoted returns what stands between backquotes.
func quoted(s string) []string {
	var all []string
	for _, m := range code.FindAllStringSubmatch(s, -1) {
		all = append(all, m[1])
	}
	return all
}

func TestImportsFollowTheArrows(t *testing.T) {
	t.Parallel()
	const anything = "anything"
	allowed := map[string][]string{}
	for _, row := range table(t, "docs/architecture.md", "package", "may import") {
		for _, pkg := range quoted(row[0]) {
			may := quoted(row[1])
			if row[1] == anything {
				may = []string{anything}
			} else if len(may) == 0 && row[1] != "nothing" {
				t.Errorf("docs/architecture.md: %q says neither what %s may import nor \"nothing\"", row[1], pkg)
			}
			allowed[pkg] = append(allowed[pkg], may...)
		}
	}
	found := map[string]bool{}
	for _, s := range parsed(t) {
		found[s.pkg] = true
		may, known := allowed[s.pkg]
		if !known {
			t.Errorf("%s: docs/architecture.md does not say what package %s may import", s.path, s.pkg)
		}
		for _, i := range s.imports {
			ours, ok := strings.CutPrefix(i, module+"/")
			if ok && known && !slices.Contains(may, ours) && !slices.Contains(may, anything) {
				t.Errorf("%s imports %s, against the arrows in docs/architecture.md", s.path, ours)
			}
		}
	}
	for pkg := range allowed {
		if !found[pkg] {
			t.Errorf("docs/architecture.md names package %s, which is not there", pkg)
		}
	}
}

func TestLibrariesStayInOnePlace(t *testing.T) {
	t.Parallel()
	for _, row := range table(t, "docs/architecture.md", "what", "where") {
		where := quoted(row[1])
		for _, library := range quoted(row[0]) {
			used := false
			for _, s := range parsed(t) {
				for _, i := range s.imports {
					if i != library && !strings.HasPrefix(i, library+"/") {
						continue
					}
					used = true
					if !slices.Contains(where, s.pkg) {
						t.Errorf("%s imports %s, which belongs in %s", s.path, i, row[1])
					}
				}
			}
			if !used && !onlyInTests(library) {
				t.Errorf("docs/architecture.md keeps %s in place, but nothing imports it", library)
			}
		}
	}
}

// onlyInTests says which library the product itself need not import.
func onlyInTests(library string) bool { return library == "github.com/chromedp/chromedp" }

func TestPackagesSayWhatTheyAreFor(t *testing.T) {
	t.Parallel()
	names, said := map[string]string{}, map[string]bool{}
	for _, s := range parsed(t) {
		names[s.pkg] = s.file.Name.Name
		want := "Package " + s.file.Name.Name + " "
		if s.file.Name.Name == "main" {
			want = "Command " + path.Base(s.pkg) + " "
		}
		if doc := s.file.Doc.Text(); strings.HasPrefix(doc, want) {
			if said[s.pkg] {
				t.Errorf("%s: package %s has a second comment", s.path, s.pkg)
			}
			said[s.pkg] = true
		}
	}
	for pkg := range names {
		if !said[pkg] {
			t.Errorf("package %s has no comment", pkg)
		}
	}
}

// clockReaders may ask the system what time it is. Everywhere else the clock comes in as a function.
var clockReaders = []string{"cmd/shinsa", "cmd/load", "handlers", "outbox", "db", "db/dbtest", "blob/blobtest"}

func TestTheClockComesIn(t *testing.T) {
	t.Parallel()
	for _, s := range parsed(t) {
		if slices.Contains(clockReaders, s.pkg) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if f, ok := call.Fun.(*ast.SelectorExpr); ok {
				if pkg, ok := f.X.(*ast.Ident); ok && pkg.Name == "time" && slices.Contains([]string{"Now", "Since", "Until"}, f.Sel.Name) {
					t.Errorf("%s calls time.%s: the clock comes in as a function", s.path, f.Sel.Name)
				}
			}
			return true
		})
	}
}
