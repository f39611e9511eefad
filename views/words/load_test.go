package words

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
)

func TestABrokenFileIsNamedWithLineAndReason(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ en, want string }{
		"syntax":       {"a.b: \"x\"\na.c: [\n", "en/x.yaml:2: "},
		"list":         {"- a\n", "en/x.yaml:1: must be a map from id to text"},
		"nested":       {"a.b:\n  c: d\n", `en/x.yaml:1: id "a.b": the text must be a single string`},
		"null":         {"\na.b:\n", `en/x.yaml:2: id "a.b": the text must be a single string`},
		"empty":        {"a.b: \" \"\n", `en/x.yaml:1: id "a.b": the text is empty`},
		"bad id":       {"Title: x\n", `en/x.yaml:1: "Title" is no id`},
		"doubled":      {"a.b: x\na.c: y\na.b: z\n", `en/x.yaml:3: id "a.b" stands already in en/x.yaml:1`},
		"alias":        {"a.b: &x y\na.c: *x\n", `en/x.yaml:2: id "a.c": the text must be a single string`},
		"brace":        {"a.b: \"{ name }\"\n", `en/x.yaml:1: id "a.b": a brace that is no placeholder`},
		"one language": {"a.b: x\nz.z: y\n", `en/x.yaml:2: id "z.z" has no text in "ja"`},
		"placeholders": {"a.b: \"{n} of {m}\"\n", `en/x.yaml:1: id "a.b" has the placeholders [{m} {n}], in "ja" it has []`},
		"not utf-8":    {"a.b: \"\xff\xfe\"\n", "en/x.yaml:1: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := Load(fstest.MapFS{
				"en/x.yaml": {Data: []byte(test.en)},
				"ja/x.yaml": {Data: []byte("a.b: x\na.c: y\n")},
			})
			var broken *LoadError
			if !errors.As(err, &broken) || c != nil {
				t.Fatalf("got %v, want a *LoadError", err)
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %q, want it to hold %q", err, test.want)
			}
		})
	}
}

func TestAnOverlayAddsAndReplaces(t *testing.T) {
	t.Parallel()
	c, err := Load(nil, fstest.MapFS{
		"en/own.yaml":    {Data: []byte("kind.own.name: Own card\nside.front.name: Face\n")},
		"ja/own.yaml":    {Data: []byte("kind.own.name: 独自カード\nside.front.name: おもて\n")},
		"en/notes.txt":   {Data: []byte("not words")},
		"fr/other.yaml":  {Data: []byte("not read: at all")},
		"resident.yaml":  {Data: []byte("id: x")},
		"ja/more/x.yaml": {Data: []byte("not read")},
	})
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{"kind.own.name": "独自カード", "side.front.name": "おもて", "side.back.name": "裏面"} {
		if got := c.Text("ja", id); got != want {
			t.Errorf("%s: got %q, want %q", id, got, want)
		}
	}
}

func TestAnOverlayMayBeLargeButNotHuge(t *testing.T) {
	t.Parallel()
	_, err := Load(fstest.MapFS{"en/x.yaml": {Data: make([]byte, largestFile+1)}})
	if err == nil || !strings.Contains(err.Error(), "en/x.yaml: larger than") {
		t.Errorf("got %v", err)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"a.b: c\n", "a.b: |\n  x\n", "&a a.b: *a\n", "? [x]\n: y\n", "a.b: !!binary x\n", "{", "\x00"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		entries, problems := parse("x.yaml", data)
		for _, e := range entries {
			if e.id == "" || strings.TrimSpace(e.text) == "" {
				t.Errorf("took in %+v", e)
			}
		}
		for _, p := range problems {
			if p.Line < 1 || p.Reason == "" {
				t.Errorf("a problem without line or reason: %+v", p)
			}
		}
	})
}
