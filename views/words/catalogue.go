package words

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
)

// Fallback is the language whose text stands in where another language has none.
const Fallback = "en"

// languages are the languages that the product speaks, in the order in which a page offers them.
var languages = []string{"en", "ja"}

// Catalogue is the words of all languages. It changes only as a whole, by Replace, and is safe for
// concurrent use.
type Catalogue struct {
	current atomic.Pointer[texts]
}

// texts are language → id → text. They are never changed once a catalogue holds them.
type texts map[string]map[string]string

func newCatalogue(t texts) *Catalogue {
	c := &Catalogue{}
	c.current.Store(&t)
	return c
}

func (c *Catalogue) texts() texts { return *c.current.Load() }

// Replace puts the words of another catalogue into force here, for everybody who holds this one: an
// operator's new kind comes with words of its own.
func (c *Catalogue) Replace(with *Catalogue) { c.current.Store(with.current.Load()) }

// Languages returns the languages of the catalogue, the fallback first. The slice is the caller's.
func (c *Catalogue) Languages() []string { return slices.Clone(languages) }

// Lookup returns the text of an id as it stands in the file, in exactly that language.
func (c *Catalogue) Lookup(lang, id string) (string, bool) {
	t, ok := c.texts()[lang][id]
	return t, ok
}

// Has says whether the id has a text in any language.
func (c *Catalogue) Has(id string) bool {
	for _, lang := range languages {
		if _, ok := c.texts()[lang][id]; ok {
			return true
		}
	}
	return false
}

// IDs returns every id of one language in ascending order.
func (c *Catalogue) IDs(lang string) []string {
	ids := make([]string, 0, len(c.texts()[lang]))
	for id := range c.texts()[lang] {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// Text returns the text of an id with its placeholders filled in. The arguments are pairs of a name and a
// value: Text("en", "queue.waiting", "n", 3) puts 3 where the text has {n}. A value is put in as it is and
// never searched for placeholders itself; a placeholder without a value stays visible.
//
// Where the argument "n" is 1 and the id has a form of its own for one, id+".one", that form is used.
// A language that has no such text falls back to English; an id that nobody knows is shown as itself, so
// that a page with a forgotten word still works and the word is easy to find.
func (c *Catalogue) Text(lang, id string, args ...any) string {
	t, ok := c.form(lang, id, args)
	if !ok && lang != Fallback {
		t, ok = c.form(Fallback, id, args)
	}
	if !ok {
		return id
	}
	return fill(t, args)
}

// form picks the form for one where it is asked for and there is one. A language without plural forms
// simply has none, and must not get the English one in its place.
func (c *Catalogue) form(lang, id string, args []any) (string, bool) {
	if isOne(args) {
		if t, ok := c.texts()[lang][id+one]; ok {
			return t, true
		}
	}
	t, ok := c.texts()[lang][id]
	return t, ok
}

// one ends the id of the form for a count of one.
const one = ".one"

func isOne(args []any) bool {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] != "n" {
			continue
		}
		switch n := args[i+1].(type) {
		case int:
			return n == 1
		case int64:
			return n == 1
		default:
			return fmt.Sprint(n) == "1"
		}
	}
	return false
}

// fill replaces {name} by the value that follows "name" in args, in one pass.
func fill(t string, args []any) string {
	if len(args) < 2 || !strings.Contains(t, "{") {
		return t
	}
	var b strings.Builder
	for {
		i := strings.IndexByte(t, '{')
		if i < 0 {
			break
		}
		j := strings.IndexByte(t[i:], '}')
		if j < 0 {
			break
		}
		b.WriteString(t[:i])
		if v, ok := value(args, t[i+1:i+j]); ok {
			b.WriteString(v)
		} else {
			b.WriteString(t[i : i+j+1])
		}
		t = t[i+j+1:]
	}
	b.WriteString(t)
	return b.String()
}

func value(args []any, name string) (string, bool) {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] == name {
			return fmt.Sprint(args[i+1]), true
		}
	}
	return "", false
}
