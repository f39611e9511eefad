package words

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func load(t *testing.T) *Catalogue {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheLanguagesHaveTheSameIdsAndPlaceholders(t *testing.T) {
	t.Parallel()
	l, problems := readLayer(embedded)
	for _, p := range append(problems, l.uneven()...) {
		t.Error(p)
	}
	for _, lang := range languages {
		if len(l[lang]) < 100 {
			t.Errorf("%s: only %d texts", lang, len(l[lang]))
		}
	}
}

func TestTheSameFilesHoldTheSameIds(t *testing.T) {
	t.Parallel()
	l, _ := readLayer(embedded)
	for id, en := range l["en"] {
		ja, ok := l["ja"][id]
		if ok && filepath.Base(en.file) != filepath.Base(ja.file) {
			t.Errorf("%s stands in %s and in %s", id, en.file, ja.file)
		}
	}
}

// Japanese texts are Japanese, or at least hold no English sentence that was left over from copying.
func TestJapaneseIsJapanese(t *testing.T) {
	t.Parallel()
	c := load(t)
	sentence := regexp.MustCompile(`[A-Za-z]+ [a-z]+ [a-z]+ [a-z]+`)
	for _, id := range c.IDs("ja") {
		if text, _ := c.Lookup("ja", id); sentence.MatchString(text) {
			t.Errorf("%s: %q", id, text)
		}
	}
}

// mention finds literal ids in calls such as words.Text(lang, "queue.title") or p.T("queue.title").
var mention = regexp.MustCompile(`\b(?:Text|T)\(\s*(?:[\w.()]+,\s*)?"([a-z0-9_-]+(?:\.[a-z0-9_-]+)+)"\s*[,)]`)

// An id that code names and no catalogue has would be shown as itself.
func TestEveryIdNamedInTheCodeHasAText(t *testing.T) {
	t.Parallel()
	c := load(t)
	unknown := map[string]string{} // id → a file that names it
	for _, root := range []string{"..", "../../handlers", "../../cmd", "../../outbox"} {
		err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if os.IsNotExist(err) {
				return nil
			}
			source := strings.HasSuffix(path, ".templ") || strings.HasSuffix(path, ".go")
			if err != nil || d.IsDir() || !source || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "_templ.go") {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, m := range mention.FindAllStringSubmatch(string(text), -1) {
				if !c.Has(m[1]) {
					unknown[m[1]] = path
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(unknown)) {
		t.Errorf("%s names %q, which no catalogue has", unknown[id], id)
	}
}

func TestMentionSeesACall(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		`@x(p.T("queue.title"))`:                      "queue.title",
		`words.Text(p.Lang, "queue.waiting", "n", 3)`: "queue.waiting",
		`c.Text(lang, "kind."+id)`:                    "",
	} {
		got := ""
		if m := mention.FindStringSubmatch(code); m != nil {
			got = m[1]
		}
		if got != want {
			t.Errorf("in %s got %q, want %q", code, got, want)
		}
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	c, err := Load(fstest.MapFS{
		"en/x.yaml": {Data: []byte("x.n: \"{n} are waiting\"\nx.n.one: \"one is waiting\"\nx.name: \"Hello {name}, {rest}\"\n")},
		"ja/x.yaml": {Data: []byte("x.n: \"{n}件が審査待ちです\"\nx.name: \"{name}様、{rest}\"\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		lang, id string
		args     []any
		want     string
	}{
		{"en", "x.n", []any{"n", 2}, "2 are waiting"},
		{"en", "x.n", []any{"n", 1}, "one is waiting"},
		{"en", "x.n", []any{"n", int64(1)}, "one is waiting"},
		{"ja", "x.n", []any{"n", 1}, "1件が審査待ちです"},
		{"xx", "x.n", []any{"n", 0}, "0 are waiting"},
		{"en", "x.name", []any{"name", "{rest}", "rest", 7}, "Hello {rest}, 7"}, // a value is never a template
		{"en", "x.name", []any{"name", "A"}, "Hello A, {rest}"},
		{"en", "x.name", []any{"name"}, "Hello {name}, {rest}"},
		{"ja", "no.such.id", nil, "no.such.id"},
		{"ja", "side.front.name", nil, "表面"},
	} {
		if got := c.Text(test.lang, test.id, test.args...); got != test.want {
			t.Errorf("Text(%q, %q, %v) = %q, want %q", test.lang, test.id, test.args, got, test.want)
		}
	}
}

func TestALanguageWithoutATextFallsBackToEnglish(t *testing.T) {
	t.Parallel()
	c := newCatalogue(texts{"en": {"a.b": "only English"}, "ja": {}})
	if got := c.Text("ja", "a.b"); got != "only English" {
		t.Errorf("got %q", got)
	}
	if _, ok := c.Lookup("ja", "a.b"); ok {
		t.Error("Lookup must not fall back")
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"":                               "en",
		"ja":                             "ja",
		"ja-JP,ja;q=0.9,en-US;q=0.8":     "ja",
		"en-GB,en;q=0.9,ja;q=0.1":        "en",
		"vi,ja;q=0.7,en;q=0.3":           "ja",
		"ne-NP":                          "en",
		"*":                              "en",
		";;;q=,,\x00":                    "en",
		strings.Repeat("ja-", 5000):      "en",
		"ja;q=0, en;q=1":                 "en",
		"zh-Hant-TW, ja;q=0.5":           "ja",
		"en;q=0.1, ja;q=0.100, fr;q=0.9": "en",
	} {
		if got := Match(header); got != want {
			t.Errorf("Match(%.40q) = %q, want %q", header, got, want)
		}
	}
}

func TestTheListOfLanguagesIsACopy(t *testing.T) {
	t.Parallel()
	c := load(t)
	c.Languages()[0] = "xx"
	if got := c.Languages(); !slices.Equal(got, []string{"en", "ja"}) {
		t.Errorf("got %v", got)
	}
}

func FuzzMatch(f *testing.F) {
	f.Add("ja-JP,ja;q=0.9,en;q=0.8")
	f.Add("x-y-z;q=2,\xff")
	f.Fuzz(func(t *testing.T, header string) {
		if got := Match(header); got != "en" && got != "ja" {
			t.Errorf("Match(%q) = %q", header, got)
		}
	})
}

func BenchmarkText(b *testing.B) {
	c, err := Load()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		c.Text("ja", "side.front.name")
		c.Text("en", "rule.not-after.staff", "date", "2012-07-08")
	}
}

// Who holds a catalogue sees the words that replace its own.
func TestReplace(t *testing.T) {
	t.Parallel()
	held := newCatalogue(texts{"en": {"a": "old"}, "ja": {}})
	held.Replace(newCatalogue(texts{"en": {"a": "new", "b": "more"}, "ja": {}}))
	if got := held.Text("en", "a") + " " + held.Text("ja", "b"); got != "new more" {
		t.Errorf("the catalogue says %q", got)
	}
}
