package compare

import (
	"fmt"
	"slices"
	"strings"
)

// Result is what a comparison came to.
type Result string

// The results. Invalid is for dates only: one of the two is no date.
const (
	Same      Result = "same"
	Similar   Result = "similar"
	Different Result = "different"
	Invalid   Result = "invalid"
)

// Outcome is a result with what a reviewer needs to judge it.
type Outcome struct {
	Result Result
	// Why are word ids such as compare.order: why the pair is no more than similar, why a date is invalid, or
	// a remark about a difference.
	Why []string
	// Diffs are the differing characters, at most eight; none where the order of words differs.
	Diffs []Diff
}

// Diff is a stretch of characters that is not the same on both sides; one of the two may be empty.
type Diff struct {
	TypedAt, PrintedAt int // positions in the strings that were given, in characters from 0
	Typed, Printed     string
}

// String names both stretches, the printed one first, with code points where they are single characters:
// "髙 U+9AD9 for 高 U+9AD8".
func (d Diff) String() string { return CodePoint(d.Printed) + " for " + CodePoint(d.Typed) }

// CodePoint writes a single character with its code point, anything longer in quotation marks and nothing as
// a dash.
func CodePoint(s string) string {
	switch r := []rune(s); len(r) {
	case 0:
		return "–"
	case 1:
		return fmt.Sprintf("%s U+%04X", s, r[0])
	default:
		return "“" + s + "”"
	}
}

// mostDiffs is how many stretches help; a pair with more is simply another text.
const mostDiffs = 8

// diff aligns two folded texts by their longest common subsequence and names the stretches in between, as they
// stand in the originals.
func diff(typed, printed string, a, b []cell) []Diff {
	if len(a) > 300 || len(b) > 300 {
		return nil // the table below would grow beyond what a remark is worth
	}
	common := make([][]uint16, len(a)+1)
	for i := range common {
		common[i] = make([]uint16, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i].r == b[j].r {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var diffs []Diff
	ta, tb := []rune(typed), []rune(printed)
	for i, j := 0, 0; i < len(a) || j < len(b); {
		if i < len(a) && j < len(b) && a[i].r == b[j].r {
			i, j = i+1, j+1
			continue
		}
		i0, j0 := i, j
		for i < len(a) || j < len(b) {
			if i < len(a) && j < len(b) && a[i].r == b[j].r {
				break
			}
			if j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1] {
				i++
			} else {
				j++
			}
		}
		d := Diff{}
		d.TypedAt, d.Typed = stretch(ta, a, i0, i)
		d.PrintedAt, d.Printed = stretch(tb, b, j0, j)
		diffs = append(diffs, d)
	}
	if len(diffs) > mostDiffs {
		return nil
	}
	return diffs
}

// stretch is the part of the original that the folded characters from i to j came from.
func stretch(original []rune, c []cell, i, j int) (at int, text string) {
	switch {
	case i < j:
		from, to := c[i].at, c[j-1].at+1
		return from, strings.TrimSpace(string(original[from:max(from, to)]))
	case i < len(c):
		return c[i].at, ""
	default:
		return len(original), ""
	}
}

// smallest finds the fewest of n tolerances under which two texts are related. It asks for sets of tolerances in
// ascending size, each given as bits, and returns the first for which related says yes.
func smallest(n int, related func(set int) bool) (set int, ok bool) {
	if !related(1<<n - 1) {
		return 0, false
	}
	sets := make([]int, 1<<n)
	for i := range sets {
		sets[i] = i
	}
	slices.SortStableFunc(sets, func(a, b int) int { return ones(a) - ones(b) })
	for _, s := range sets {
		if related(s) {
			return s, true
		}
	}
	return 0, false // not reached: the full set is among them
}

func ones(set int) (n int) {
	for ; set != 0; set &= set - 1 {
		n++
	}
	return n
}
