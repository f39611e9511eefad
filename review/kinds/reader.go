package kinds

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// reader walks the YAML tree of one file and notes what is wrong with it, so that one run names every
// problem with its line. Decoding into structs would stop at the first and lose the lines.
type reader struct {
	file     string
	problems []Problem
	later    []func() // checks of references, when everything has been read
}

func (r *reader) wrong(n *yaml.Node, format string, args ...any) {
	r.problems = append(r.problems, Problem{r.file, n.Line, fmt.Sprintf(format, args...)})
}

// keys says what to do with the value of each key that a mapping may have.
type keys map[string]func(*yaml.Node)

// mapping reads a mapping; needed names the keys that must be there.
func (r *reader) mapping(n *yaml.Node, what string, known keys, needed ...string) {
	if n.Kind != yaml.MappingNode {
		r.wrong(n, "%s must be a mapping of keys to values", what)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		read, ok := known[key.Value]
		switch {
		case !ok:
			r.wrong(key, "%s has no key %q; its keys are %s", what, clip(key.Value), strings.Join(slices.Sorted(maps.Keys(known)), ", "))
		case seen[key.Value]:
			r.wrong(key, "%s has the key %q twice", what, key.Value)
		default:
			read(value)
		}
		seen[key.Value] = true
	}
	for _, key := range needed {
		if !seen[key] {
			r.wrong(n, "%s needs the key %q", what, key)
		}
	}
}

// list reads a sequence, element by element.
func (r *reader) list(what string, most int, read func(*yaml.Node)) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.SequenceNode {
			r.wrong(n, "%s must be a list", what)
			return
		}
		if len(n.Content) > most {
			r.wrong(n, "%s has %d entries, at most %d are possible", what, len(n.Content), most)
			return
		}
		for _, e := range n.Content {
			read(e)
		}
	}
}

func (r *reader) scalar(n *yaml.Node, what string) (string, bool) {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || n.Value == "" {
		r.wrong(n, "%s must be a single value", what)
		return "", false
	}
	return n.Value, true
}

func (r *reader) text(into *string, what string) func(*yaml.Node) {
	return func(n *yaml.Node) { *into, _ = r.scalar(n, what) }
}

func (r *reader) flag(into *bool, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.Value != "true" && n.Value != "false" {
			r.wrong(n, "%s must be true or false", what)
			return
		}
		*into = n.Value == "true"
	}
}

func (r *reader) whole(into *int, what string, least, most int) func(*yaml.Node) {
	return func(n *yaml.Node) {
		v, err := strconv.Atoi(n.Value)
		if n.Kind != yaml.ScalarNode || err != nil || v < least || v > most {
			r.wrong(n, "%s must be a whole number from %d to %d", what, least, most)
			return
		}
		*into = v
	}
}

func (r *reader) fraction(into *float64, what string, least, most float64) func(*yaml.Node) {
	return func(n *yaml.Node) {
		v, err := strconv.ParseFloat(n.Value, 64)
		if n.Kind != yaml.ScalarNode || err != nil || math.IsNaN(v) || v < least || v > most {
			r.wrong(n, "%s must be a number from %g to %g", what, least, most)
			return
		}
		*into = v
	}
}

func (r *reader) date(into *string, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if _, err := time.Parse(time.DateOnly, n.Value); n.Kind != yaml.ScalarNode || err != nil {
			r.wrong(n, "%s must be a date like 2012-07-08", what)
			return
		}
		*into = n.Value
	}
}

// oneOf reads a value out of a closed list.
func oneOf[T ~string](r *reader, into *T, what string, all ...T) func(*yaml.Node) {
	return func(n *yaml.Node) {
		v, ok := r.scalar(n, what)
		if ok && !slices.Contains(all, T(v)) {
			r.wrong(n, "%s %q is unknown; there are %s", what, clip(v), join(all))
			return
		}
		*into = T(v)
	}
}

func join[T ~string](all []T) string {
	s := make([]string, len(all))
	for i, v := range all {
		s[i] = string(v)
	}
	return strings.Join(s, ", ")
}

var (
	dashed     = regexp.MustCompile(`^[a-z][a-z0-9-]{0,63}$`)
	underlined = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
)

// id reads an id. Ids of fields are names of form fields and take _, all others stand in addresses and
// word ids and take -.
func (r *reader) id(into *string, what string, form *regexp.Regexp) func(*yaml.Node) {
	return func(n *yaml.Node) {
		v, ok := r.scalar(n, what)
		if !ok {
			return
		}
		if !form.MatchString(v) {
			sign := "-"
			if form == underlined {
				sign = "_"
			}
			r.wrong(n, "%s %q must begin with a small letter and go on with small letters, digits and %s", what, clip(v), sign)
			return
		}
		*into = v
	}
}

// refs reads a list of ids that must exist; check is asked once everything has been read.
func (r *reader) refs(into *[]string, what string, exists func(id string) bool) func(*yaml.Node) {
	return r.list(what, 64, func(n *yaml.Node) {
		v, ok := r.scalar(n, what)
		if !ok {
			return
		}
		if slices.Contains(*into, v) {
			r.wrong(n, "%s names %q twice", what, clip(v))
			return
		}
		*into = append(*into, v)
		r.must(n, what, v, exists)
	})
}

// ref reads one id that must exist.
func (r *reader) ref(into *string, what string, exists func(id string) bool) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if v, ok := r.scalar(n, what); ok {
			*into = v
			r.must(n, what, v, exists)
		}
	}
}

func (r *reader) must(n *yaml.Node, what, id string, exists func(id string) bool) {
	r.later = append(r.later, func() {
		if !exists(id) {
			r.wrong(n, "%s names %q, which this kind does not have", what, clip(id))
		}
	})
}

// clip keeps a stranger's value short in a message.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
