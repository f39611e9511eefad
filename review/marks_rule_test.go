package review

import (
	"errors"
	"fmt"
	"testing"
)

func TestParseMark(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"glare,front,0,0,10000,10000", "glare,back,9999,9999,1,1", "some-reason,front,1200,340,5600,78"} {
		m, ok := ParseMark(good)
		if !ok || m.String() != good {
			t.Errorf("%q is read as %v, %v", good, m, ok)
		}
	}
	for _, bad := range []string{
		"", "glare", "glare,front", "glare,front,1,2,3", "glare,front,1,2,3,4,5", ",front,1,2,3,4", "glare,,1,2,3,4",
		"glare,front,-1,2,3,4", "glare,front,1,2,0,4", "glare,front,1,2,3,-4", "glare,front,9000,0,1001,10", "glare,front,0,10000,1,1",
		"glare,front,1.5,2,3,4", "glare,front,1e3,2,3,4", "glare,front,+1,2,3,4", "glare,front, 1,2,3,4", "glare,front,01,2,3,4",
		"glare,front,9223372036854775807,0,9223372036854775807,1", "glare,front,99999999999999999999,0,1,1", "glare,front,1,2,NaN,4",
	} {
		if m, ok := ParseMark(bad); ok {
			t.Errorf("%q is read as %v", bad, m)
		}
	}
}

func TestCheckMarks(t *testing.T) {
	t.Parallel()
	at := func(reason, side string, x int) Mark {
		return Mark{Reason: reason, Side: side, X: x, Y: 10, W: 20, H: 20}
	}
	many := func(n int) (all []Mark) {
		for i := range n {
			all = append(all, at("glare", "front", i))
		}
		return all
	}
	chosen, sides := []string{"cropped", "glare"}, []string{"back", "front"}
	for name, c := range map[string]struct {
		marks          []Mark
		reasons, sides []string
		code           string // empty: they stand
	}{
		"none":                             {nil, nil, nil, ""},
		"one":                              {[]Mark{at("glare", "front", 1)}, chosen, sides, ""},
		"as many as may be":                {many(MaxMarks), chosen, sides, ""},
		"one too many":                     {many(MaxMarks + 1), chosen, sides, "mark-many"},
		"doubled ones count once":          {append(many(MaxMarks), many(MaxMarks)...), chosen, sides, ""},
		"a reason that was not chosen":     {[]Mark{at("blurred", "front", 1)}, chosen, sides, "mark-reason"},
		"no reason was chosen":             {[]Mark{at("glare", "front", 1)}, nil, sides, "mark-reason"},
		"a side without a picture":         {[]Mark{at("glare", "back", 1)}, chosen, []string{"front"}, "mark-side"},
		"a side that nobody knows":         {[]Mark{at("glare", "edge", 1)}, chosen, sides, "mark-side"},
		"a box that leaves the picture":    {[]Mark{{"glare", "front", 9990, 0, 11, 5}}, chosen, sides, "mark-unreadable"},
		"a box without an extent":          {[]Mark{{"glare", "front", 0, 0, 0, 5}}, chosen, sides, "mark-unreadable"},
		"a box beyond what can be counted": {[]Mark{{"glare", "front", 1, 1, 1<<63 - 1, 5}}, chosen, sides, "mark-unreadable"},
	} {
		var refused *DecisionError
		got := ""
		if err := CheckMarks(c.marks, c.reasons, c.sides); errors.As(err, &refused) {
			got = refused.Code
		} else if err != nil {
			got = fmt.Sprint(err)
		}
		if got != c.code {
			t.Errorf("%s: %q, want %q", name, got, c.code)
		}
	}
}
