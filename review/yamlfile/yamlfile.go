// Package yamlfile reads files that an operator writes, so that one reading names everything that is wrong with
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

// Largest is the size of the largest file in bytes.
const Largest = 256 << 10

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

// Read hands the top of a file to read. It returns *Error when anything is wrong.
func Read(file string, data []byte, read func(*Reader, *Node)) error {
	if len(data) > Largest {
		return &Error{[]Problem{TooLarge(file)}}
	}
	r := &Reader{file: file}
	var doc yaml.Node
	switch err := yaml.Unmarshal(data, &doc); {
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
	Sort(r.problems)
	return &Error{r.problems}
}

// TooLarge is what is wrong with a file of more than Largest bytes.
func TooLarge(file string) Problem {
	return Problem{File: file, Reason: fmt.Sprintf("larger than %d bytes", Largest)}
}

// Sort puts problems into the order of files and lines.
func Sort(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
}

// Sound says whether nothing was found wrong so far.
func (r *Reader) Sound() bool { return len(r.problems) == 0 }

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
