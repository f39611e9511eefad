package public

import (
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"testing"
)

func TestUncommented(t *testing.T) {
	for in, want := range map[string]string{
		"// a\nb // c\n  // d\n":          "\nb // c\n\n",
		"a = 'x';\n\t//\n//":              "a = 'x';\n\n",
		"f('//x')":                        "f('//x')",
		"// see https://example.org // x": "// see https://example.org // x", // odd, and left alone
	} {
		if got := string(uncommented([]byte(in), "//", "")); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
	css := "/* a */\nb { c: d } /* e */\n/* f\n g */\n  /* h */ i { }\n"
	if got, want := string(uncommented([]byte(css), "/*", "*/")), "\nb { c: d } /* e */\n/* f\n g */\n  /* h */ i { }\n"; got != want {
		t.Errorf("%q", got)
	}
}

// What is between two backquotes goes on over lines, and a line of it may look like a comment.
func TestNoScriptHasATextOfSeveralLines(t *testing.T) {
	all, err := files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		source, err := files.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for n, line := range strings.Split(string(source), "\n") {
			if strings.HasSuffix(f.Name(), ".js") && strings.Count(line, "`")%2 != 0 {
				t.Errorf("%s:%d: a text begins or ends here that is not in one line", f.Name(), n+1)
			}
		}
		a, ok := File(f.Name())
		if !ok || a.Type == "" || bytes.Count(a.Data, []byte("\n")) != bytes.Count(source, []byte("\n")) {
			t.Errorf("%s: type %q, %d bytes", f.Name(), a.Type, len(a.Data))
		}
		if a.Gzip == nil {
			continue
		}
		r, err := gzip.NewReader(bytes.NewReader(a.Gzip))
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := io.ReadAll(r); err != nil || !bytes.Equal(plain, a.Data) {
			t.Errorf("%s: not the same when compressed: %v", f.Name(), err)
		}
	}
	if _, ok := File("../public.go"); ok {
		t.Error("a file that is not to be served")
	}
}
