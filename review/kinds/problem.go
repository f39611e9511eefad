package kinds

import (
	"strings"

	"shinsa/review/yamlfile"
)

// Problem is one thing that is wrong with a kind's file, whose name is that within its folder.
type Problem = yamlfile.Problem

// LoadError lists everything that is wrong with the files, in the order of files and lines.
type LoadError struct{ Problems []Problem }

func (e *LoadError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return "kinds: " + strings.Join(lines, "\n")
}
