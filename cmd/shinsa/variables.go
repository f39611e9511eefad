package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// unknownVariables is a line about variables of the environment that look like ours and set nothing; empty when there
// is none. They are told of and not refused: a container's platform makes some of its own (SHINSA_PORT_8080_TCP), and
// a setting that a newer version dropped must not keep the desk from starting. Values are never shown.
func unknownVariables(k *kong.Kong, environ []string) string {
	known := variables(k)
	var unknown []string
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, prefix) || strings.HasPrefix(name, prefix+"TEST_") || slices.Contains(known, name) {
			continue
		}
		if near := nearest(name, known); near != "" {
			name = fmt.Sprintf("%s (did you mean %s?)", name, near)
		}
		unknown = append(unknown, name)
	}
	if len(unknown) == 0 {
		return ""
	}
	slices.Sort(unknown)
	return "no settings, and ignored: " + strings.Join(slices.Compact(unknown), ", ")
}

// variables lists those of every flag of every command.
func variables(k *kong.Kong) (names []string) {
	_ = kong.Visit(k.Model, func(node kong.Visitable, next kong.Next) error {
		switch n := node.(type) {
		case *kong.Flag:
			names = append(names, n.Envs...)
		case *kong.Value:
			names = append(names, n.Tag.Envs...)
		}
		return next(nil)
	})
	return names
}

// nearest is the name that was most likely meant: at most one letter in five is another. Empty for none.
func nearest(name string, known []string) string {
	best, least := "", len(strings.TrimPrefix(name, prefix))/5+2
	for _, k := range known {
		if d := distance(name, k); d < least {
			best, least = k, d
		}
	}
	return best
}

// distance is how many letters have to be put in, left out or changed to make one word of another (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			changed := diagonal
			if a[i] != b[j] {
				changed++
			}
			diagonal = row[j+1]
			row[j+1] = min(changed, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
