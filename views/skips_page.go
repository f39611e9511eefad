package views

import (
	"slices"
	"time"

	"shinsa/review"
	"shinsa/review/kinds"
)

// SkipsModel lists what was given back, as what may be hard to judge.
type SkipsModel struct {
	Page
	Rows []SkipsRow
}

// SkipsRow is a submission that was given back.
type SkipsRow struct {
	Ref, Href, Kind, State string
	Times, People          string
	Why                    []string // each reason with its number
	Lines                  []SkipLine
}

// SkipLine is one time that it was given back.
type SkipLine struct{ Reason, Words, Note string }

// NewSkipsModel turns what was given back into what is shown of it.
func NewSkipsModel(page Page, cases []review.HardCase, now time.Time, zone *time.Location) SkipsModel {
	m := SkipsModel{Page: page}
	for _, c := range cases {
		row := SkipsRow{
			Ref: string(c.Reference), Href: "/submissions/" + string(c.Reference), Kind: page.T(kinds.KindName(c.Kind)),
			Times: itoa(len(c.Skips)), People: itoa(c.People),
		}
		if id := "state." + string(c.State); page.Words.Has(id) { // what is erased or being corrected stands at nothing
			row.State = page.T(id)
		}
		row.Why = page.skipReasons(c.Skips)
		for _, s := range c.Skips {
			line := SkipLine{
				Reason: page.skipWord(s.Reason), Note: s.Note,
				Words: page.T("skips.line", "name", or(s.By, page.T("audit.nameless")), "time", shortClock(s.At, now, zone), "held", page.took(s.Held)),
			}
			if s.Erased {
				line.Note = page.T("skips.erased")
			}
			row.Lines = append(row.Lines, line)
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

func (p Page) skipWord(r review.SkipReason) string {
	if r == review.NoReason {
		return p.T("skip.none")
	}
	return p.T("skip." + string(r))
}

// skipReasons are the reasons that were given, each with how often, in the order in which they are offered.
func (p Page) skipReasons(skips []review.SkipView) []string {
	n := map[review.SkipReason]int{}
	for _, s := range skips {
		n[s.Reason]++
	}
	var out []string
	for _, r := range slices.Concat(review.SkipReasons(), []review.SkipReason{review.NoReason}) {
		switch {
		case n[r] == 1:
			out = append(out, p.skipWord(r))
		case n[r] > 1:
			out = append(out, p.skipWord(r)+" × "+itoa(n[r]))
		}
	}
	return out
}
