package review

import (
	"context"
	"time"
)

// SampleItem is a decision of a sample with what became of it there. While its verdict is open in a blind sample, what
// the decision says is empty to who has not given his own outcome: see Masked.
type SampleItem struct {
	SamplePick
	Submission SubmissionID
	Reference  Reference
	Round      int
	Kind       string
	Lang       string
	DecidedAt  time.Time
	Outcome    Outcome // empty when masked
	By         StaffID // empty when masked
	ByName     string
	Own        bool // the reader's own decision: somebody else audits it
	Erased     bool // of the submission only bare facts are left, and no verdict was given before
	Withheld   bool // a second opinion on it is awaited, and until then it is not shown
	Masked     bool
	// Verdict is what was said in the sample, or an overturn from elsewhere since it was drawn, which leaves nothing to
	// judge; empty while it is open.
	Verdict    Verdict
	Severity   Severity
	AuditedBy  StaffID
	AuditedAt  time.Time
	Elsewhere  bool
	BlindFirst []BlindAnswer
}

// Open says whether the reader can still judge it.
func (i *SampleItem) Open() bool { return i.Verdict == "" && !i.Own && !i.Erased && !i.Withheld }

// Answered is the outcome that a person gave before he saw the decision; nil when he has not.
func (i *SampleItem) Answered(by StaffID) *BlindAnswer {
	for k := range i.BlindFirst {
		if i.BlindFirst[k].By == by {
			return &i.BlindFirst[k]
		}
	}
	return nil
}

// BlindAnswer is what an auditor would have decided, said before he saw what was decided.
type BlindAnswer struct {
	Sample   SampleID
	N        int
	Decision DecisionID
	By       StaffID
	At       time.Time
	Outcome  Outcome
	Reasons  []string
}

// SampleView is a sample as its readers see it.
type SampleView struct {
	Sample
	DrawnBy string
	Items   []SampleItem
	People  map[StaffID]string
	// Done counts items with a verdict, Own those of the reader himself, Gone those that nobody can judge any more.
	Done, Own, Gone int
	Found           SampleFound
	// Tallies are the same by stratum. They are nil while a blind sample is not worked through: with them the last open
	// item of a stratum would tell its outcome.
	Tallies []Tally
}

// SampleFound is what the verdicts of a sample say.
type SampleFound struct {
	Judged, Overturned     int
	Minor, Major, Critical int
	Blind, Agreed          int // judged after an outcome of one's own, and of these with the same outcome
}

// Tally is what was found in a stratum.
type Tally struct {
	Stratum
	Judged, Overturned int
}

// SampleLine is a sample in the list of all.
type SampleLine struct {
	Sample
	DrawnBy string
	Done    int
}

// samplesListed is how many samples are listed, the newest first.
const samplesListed = 100

// SamplesPage is the list of samples, and the people of whom one can be drawn.
type SamplesPage struct {
	Lines  []SampleLine
	People map[StaffID]string
}

// Samples lists the newest samples.
func (d *Desk) Samples(ctx context.Context, a Actor) (*SamplesPage, error) {
	if err := d.Guard.Allow(ctx, a, SeeAudit, Object{}); err != nil {
		return nil, err
	}
	lines, err := d.Store.Samples(ctx, samplesListed)
	if err != nil {
		return nil, err
	}
	people, err := d.Store.Names(ctx)
	return &SamplesPage{Lines: lines, People: people}, err
}

// Sample shows a sample and how far it is.
func (d *Desk) Sample(ctx context.Context, a Actor, id SampleID) (*SampleView, error) {
	if err := d.Guard.Allow(ctx, a, SeeAudit, Object{}); err != nil {
		return nil, err
	}
	s, err := d.Store.Sample(ctx, id)
	if err != nil {
		return nil, err
	}
	v := &SampleView{Sample: *s}
	if v.Items, err = d.Store.SampleItems(ctx, s, d.now()); err != nil {
		return nil, err
	}
	if v.People, err = d.Store.Names(ctx); err != nil {
		return nil, err
	}
	v.DrawnBy = v.People[s.By]
	tallies, open := map[string]*Tally{}, 0
	for _, p := range s.Parts {
		tallies[p.Name] = &Tally{Stratum: p}
	}
	for i := range v.Items {
		item := &v.Items[i]
		item.Own = item.By == a.ID
		if t := tallies[item.Stratum]; t != nil && item.Verdict != "" {
			t.Judged++
			if item.Verdict == Overturn {
				t.Overturned++
			}
		}
		switch {
		case item.Verdict != "":
			v.Done++
			v.Found.count(item)
		case item.Erased:
			v.Gone++
		default:
			open++
		}
		if item.Own && item.Verdict == "" {
			v.Own++
		}
		item.mask(s, a)
	}
	if !s.Blind || open == 0 {
		for _, p := range s.Parts {
			v.Tallies = append(v.Tallies, *tallies[p.Name])
		}
	}
	return v, nil
}

// count counts a verdict.
func (f *SampleFound) count(i *SampleItem) {
	f.Judged++
	if own := i.Answered(i.AuditedBy); own != nil && !i.Elsewhere {
		f.Blind++
		if own.Outcome == i.Outcome {
			f.Agreed++
		}
	}
	if i.Verdict != Overturn {
		return
	}
	f.Overturned++
	switch i.Severity {
	case Minor:
		f.Minor++
	case Major:
		f.Major++
	case Critical:
		f.Critical++
	}
}

// mask takes from an item of a blind sample what its reader must not know yet. Its own author knows it.
func (i *SampleItem) mask(s *Sample, a Actor) {
	if !s.Blind || i.Own || i.Verdict != "" || i.Erased || i.Answered(a.ID) != nil {
		return
	}
	i.Masked = true
	i.Outcome, i.By, i.ByName, i.Stratum, i.Weight, i.BlindFirst = "", "", "", "", 0, nil
}

// Next is the number of the item that the reader judges after the n-th: the first open one behind it, else the first of
// all; 0 when there is none.
func (v *SampleView) Next(n int) int {
	first := 0
	for i := range v.Items {
		if !v.Items[i].Open() {
			continue
		}
		if v.Items[i].N > n {
			return v.Items[i].N
		}
		if first == 0 && v.Items[i].N != n {
			first = v.Items[i].N
		}
	}
	return first
}

// Item is the n-th item; nil when there is none.
func (v *SampleView) Item(n int) *SampleItem {
	if n < 1 || n > len(v.Items) {
		return nil
	}
	return &v.Items[n-1]
}
