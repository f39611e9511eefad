package review

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"shinsa/review/kinds"
	"shinsa/seal"
)

// Mark pins a reason to a place on a picture: a box that a reviewer dragged. The picture itself is never
// changed; whoever shows it draws the box over it.
type Mark struct {
	Reason string `json:"reason"`
	Side   string `json:"side"`
	// The left upper corner and the extent, in parts of 10,000 of the upright picture's width (X, W) and
	// height (Y, H), however it was turned and brought closer when the box was dragged.
	X int `json:"x"`
	Y int `json:"y"`
	W int `json:"w"`
	H int `json:"h"`
}

const (
	// MarkScale is how many parts the width and the height of a picture have.
	MarkScale = 10_000
	// MaxMarks is how many marks a decision may have.
	MaxMarks = 12
	// maxKeptMarks bounds what is kept of marks that no decision has accepted yet.
	maxKeptMarks = 64
)

// String is the form in which pages carry a mark: reason,side,x,y,w,h.
func (m Mark) String() string {
	return fmt.Sprintf("%s,%s,%d,%d,%d,%d", m.Reason, m.Side, m.X, m.Y, m.W, m.H)
}

// ParseMark reads what String wrote; false for anything else, also for a box that leaves the picture.
func ParseMark(s string) (Mark, bool) {
	parts := strings.Split(s, ",")
	if len(parts) != 6 || parts[0] == "" || parts[1] == "" {
		return Mark{}, false
	}
	m := Mark{Reason: parts[0], Side: parts[1]}
	for i, to := range []*int{&m.X, &m.Y, &m.W, &m.H} {
		n, err := strconv.Atoi(parts[2+i])
		if err != nil || strconv.Itoa(n) != parts[2+i] {
			return Mark{}, false
		}
		*to = n
	}
	return m, m.inside()
}

// inside says whether the box has an extent and lies on the picture.
func (m Mark) inside() bool {
	within := func(at, extent int) bool {
		return at >= 0 && extent > 0 && at < MarkScale && extent <= MarkScale-at
	}
	return within(m.X, m.W) && within(m.Y, m.H)
}

// onceEach leaves out marks that stand there before, and keeps the order of the others.
func onceEach(marks []Mark) []Mark {
	var out []Mark
	for _, m := range marks {
		if !slices.Contains(out, m) {
			out = append(out, m)
		}
	}
	return out
}

// CheckMarks says why marks cannot stand with a decision: each has a reason that was chosen, lies on a
// picture that the round has, and there are at most MaxMarks. Doubled ones count once. It returns nil or a
// *DecisionError.
func CheckMarks(marks []Mark, reasons, sides []string) error {
	marks = onceEach(marks)
	for _, m := range marks {
		switch {
		case !slices.Contains(reasons, m.Reason):
			return &DecisionError{Code: "mark-reason", Items: []string{m.Reason}}
		case !slices.Contains(sides, m.Side):
			return &DecisionError{Code: "mark-side", Items: []string{m.Reason}}
		case !m.inside():
			return &DecisionError{Code: "mark-unreadable"}
		}
	}
	if len(marks) > MaxMarks {
		return &DecisionError{Code: "mark-many"}
	}
	return nil
}

// checkKeptMarks refuses to keep what no page can have made. A mark whose reason is not chosen just now, or
// whose picture is gone, is kept: the decision asks again.
func checkKeptMarks(k *kinds.Kind, marks []Mark) error {
	if len(marks) > maxKeptMarks {
		return &DecisionError{Code: "mark-many"}
	}
	for _, m := range marks {
		if _, ok := k.Reason(m.Reason); !ok {
			return &DecisionError{Code: "unknown-reason", Items: []string{m.Reason}}
		}
		if _, ok := k.Side(m.Side); !ok || !m.inside() {
			return &DecisionError{Code: "mark-unreadable"}
		}
	}
	return nil
}

// sealMarks seals the marks of a decision; none stay nil.
func (d *Desk) sealMarks(ctx context.Context, key seal.KeyID, id DecisionID, marks []Mark) ([]byte, error) {
	if len(marks) == 0 {
		return nil, nil
	}
	return d.sealJSON(ctx, key, bindDecision(id, "marks"), marks)
}

// openMarks opens the marks of a decision. Of an erased one there are none.
func (d *Desk) openMarks(ctx context.Context, dec Decision) ([]Mark, error) {
	if len(dec.Marks) == 0 {
		return nil, nil
	}
	var marks []Mark
	err := d.openJSON(ctx, dec.Key, bindDecision(dec.ID, "marks"), dec.Marks, &marks)
	if errors.Is(err, ErrErased) {
		return nil, nil
	}
	return marks, err
}

// marksGiven are the marks that go with reasonsGiven: where two decisions agree, of both, each once.
func (d *Desk) marksGiven(ctx context.Context, records []DecisionRecord, rec DecisionRecord) ([]Mark, error) {
	var all []Mark
	for _, r := range records {
		if r.ID != rec.ID && (rec.First == "" || r.ID != rec.First) {
			continue
		}
		marks, err := d.openMarks(ctx, r.Decision)
		if err != nil {
			return nil, err
		}
		all = append(all, marks...)
	}
	return onceEach(all), nil
}
