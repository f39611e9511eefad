// Package yamlfile reads the operator's small files, so that one reading names everything that is wrong with
// its line: decoding into structs would stop at the first mistake and lose the lines.
//
// Start with Read; a file's own package says by Keys what may stand in it.
package yamlfile

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Node is a part of the file.
type Node = yaml.Node

// Problem is one thing that is wrong with a file.
type Problem struct {
	File   string
	Line   int // from 1; 0 where the file cannot be read at all
	Reason string
}

func (p Problem) String() string {
	if p.Line == 0 {
		return p.File + ": " + p.Reason
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Reason)
}

// Error lists everything that is wrong with a file, in the order of its lines.
type Error struct{ Problems []Problem }

func (e *Error) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Reader notes what is wrong while a file is read.
type Reader struct {
	file     string
	problems []Problem
}

// largest is the size of the largest file in bytes.
const largest = 256 << 10

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

// Read hands the top of a file to read. It returns *Error when anything is wrong.
func Read(file string, data []byte, read func(*Reader, *Node)) error {
	r := &Reader{file: file}
	var doc yaml.Node
	switch err := yaml.Unmarshal(data, &doc); {
	case len(data) > largest:
		r.note(0, "larger than %d bytes", largest)
	case err != nil:
		line, reason := 1, strings.TrimPrefix(err.Error(), "yaml: ")
		if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
			_, _ = fmt.Sscan(m[1], &line)
			reason = m[2]
		}
		r.note(line, "%s", reason)
	case len(doc.Content) == 0:
		r.note(1, "the file is empty")
	default:
		read(r, doc.Content[0])
	}
	if len(r.problems) == 0 {
		return nil
	}
	slices.SortStableFunc(r.problems, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
	return &Error{r.problems}
}

func (r *Reader) note(line int, format string, args ...any) {
	r.problems = append(r.problems, Problem{r.file, line, fmt.Sprintf(format, args...)})
}

// Wrong notes that something is wrong with a part.
func (r *Reader) Wrong(n *Node, format string, args ...any) { r.note(n.Line, format, args...) }

// Keys says what to do with the value of each key that a mapping may have.
type Keys map[string]func(*Node)

// Mapping reads a mapping of known keys; needed names those that must be there.
func (r *Reader) Mapping(n *Node, what string, known Keys, needed ...string) {
	seen := map[string]bool{}
	r.Pairs(n, what, func(key, value *Node) {
		if read, ok := known[key.Value]; ok {
			read(value)
		} else {
			r.Wrong(key, "%s has no key %q; its keys are %s", what, Clip(key.Value), strings.Join(slices.Sorted(maps.Keys(known)), ", "))
		}
		seen[key.Value] = true
	})
	for _, key := range needed {
		if n.Kind == yaml.MappingNode && !seen[key] {
			r.Wrong(n, "%s needs the key %q", what, key)
		}
	}
}

// Pairs reads a mapping whose keys are data, each once.
func (r *Reader) Pairs(n *Node, what string, read func(key, value *Node)) {
	if n.Kind != yaml.MappingNode {
		r.Wrong(n, "%s must be a mapping of keys to values", what)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if seen[key.Value] {
			r.Wrong(key, "%s has the key %q twice", what, Clip(key.Value))
			continue
		}
		seen[key.Value] = true
		read(key, value)
	}
}

// List reads a sequence of at most a number of entries.
func (r *Reader) List(what string, most int, read func(*Node)) func(*Node) {
	return func(n *Node) {
		switch {
		case n.Kind != yaml.SequenceNode:
			r.Wrong(n, "%s must be a list", what)
		case len(n.Content) > most:
			r.Wrong(n, "%s has %d entries, at most %d are possible", what, len(n.Content), most)
		default:
			for _, e := range n.Content {
				read(e)
			}
		}
	}
}

// OneOrMore reads a list, or a single value in place of a list of one.
func (r *Reader) OneOrMore(what string, most int, read func(*Node)) func(*Node) {
	list := r.List(what, most, read)
	return func(n *Node) {
		if n.Kind == yaml.ScalarNode {
			read(n)
			return
		}
		list(n)
	}
}

// IsMapping says whether a part is a mapping.
func IsMapping(n *Node) bool { return n.Kind == yaml.MappingNode }

// Scalar reads a single value.
func (r *Reader) Scalar(n *Node, what string) (string, bool) {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || n.Value == "" {
		r.Wrong(n, "%s must be a single value", what)
		return "", false
	}
	return n.Value, true
}

// Text reads a single value of any form.
func (r *Reader) Text(into *string, what string) func(*Node) {
	return func(n *Node) { *into, _ = r.Scalar(n, what) }
}

// Duration reads a length of time such as 4h, 90m or 2h30m.
func (r *Reader) Duration(into *time.Duration, what string, least, most time.Duration) func(*Node) {
	return func(n *Node) {
		v, err := time.ParseDuration(n.Value)
		if n.Kind != yaml.ScalarNode || err != nil || v < least || v > most {
			r.Wrong(n, "%s must be a length of time from %s to %s, such as 4h or 90m", what, short(least), short(most))
			return
		}
		*into = v
	}
}

// short writes a duration without its empty parts.
func short(d time.Duration) string {
	return strings.TrimSuffix(strings.TrimSuffix(d.String(), "0s"), "0m")
}

// Whole reads a whole number.
func (r *Reader) Whole(into *int, what string, least, most int) func(*Node) {
	return func(n *Node) {
		var v int
		if _, err := fmt.Sscanf(n.Value, "%d", &v); n.Kind != yaml.ScalarNode || err != nil || fmt.Sprint(v) != n.Value || v < least || v > most {
			r.Wrong(n, "%s must be a whole number from %d to %d", what, least, most)
			return
		}
		*into = v
	}
}

var id = regexp.MustCompile(`^[a-z][a-z0-9-]{0,63}$`)

// ID reads a name of small letters, digits and dashes.
func (r *Reader) ID(into *string, what string) func(*Node) {
	return func(n *Node) {
		v, ok := r.Scalar(n, what)
		if ok && !id.MatchString(v) {
			r.Wrong(n, "%s %q must begin with a small letter and go on with small letters, digits and -", what, Clip(v))
			return
		}
		*into = v
	}
}

// Known reads a list of values out of those that there are, each once.
func (r *Reader) Known(into *[]string, what string, all []string) func(*Node) {
	return r.OneOrMore(what, 100, func(n *Node) {
		v, ok := r.Scalar(n, what)
		switch {
		case !ok:
		case !slices.Contains(all, v):
			r.Wrong(n, "%s %q is unknown; there are %s", what, Clip(v), strings.Join(all, ", "))
		case slices.Contains(*into, v):
			r.Wrong(n, "%s names %q twice", what, v)
		default:
			*into = append(*into, v)
		}
	})
}

// Clip keeps a stranger's value short in a message.
func Clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
