package review

import (
	"time"

	"shinsa/review/kinds"
	"shinsa/review/looking"
)

// Looked is what a page tells of the order of looking. It comes with the answers, and only where scripts run.
type Looked struct {
	Visit string // names the time that the page was open
	Told  string // see looking.ParseTold; what cannot be read counts for nothing
}

// maxVisit bounds the name of a visit, and maxVisits how many are kept with unsent work: more cannot be told apart
// from somebody who makes them up.
const (
	maxVisit  = 64
	maxVisits = 16
)

// visitsWith are the visits that are kept with a person's work and the one that his page tells of, which takes the
// place of what it told before. Nothing is kept where the operator has switched it off.
func (set Settings) visitsWith(kept map[string]string, l Looked, k *kinds.Kind, now time.Time) map[string]string {
	if !set.Looking || l.Visit == "" || len(l.Visit) > maxVisit {
		return kept
	}
	var sides, items []string
	for _, s := range k.Sides {
		sides = append(sides, s.ID)
	}
	for _, i := range k.Checklist {
		items = append(items, i.ID)
	}
	v, ok := looking.ParseTold(l.Told, now, sides, items)
	if _, again := kept[l.Visit]; !ok || !again && len(kept) >= maxVisits {
		return kept
	}
	with := map[string]string{l.Visit: v.String()}
	for id, before := range kept {
		if id != l.Visit {
			with[id] = before
		}
	}
	return with
}

// visitsOf takes apart what record made, so that whoever takes a decision back has looked at what he has looked at.
func visitsOf(stored string) map[string]string {
	r, ok := looking.Parse(stored)
	if !ok || len(r) == 0 {
		return nil
	}
	visits := map[string]string{}
	for _, v := range r {
		visits[v.At.Format(time.RFC3339Nano)] = v.String()
	}
	return visits
}

// record is what is stored of visits with the decision.
func record(visits map[string]string) string {
	var all []string
	for _, v := range visits {
		all = append(all, v)
	}
	return looking.Join(all).String()
}

// BackShown says whether the back was in sight before a decision.
type BackShown int

// What is known of it. It is not known of who works without scripts or where nothing is recorded, and not asked
// where there is no picture of a back.
const (
	BackUnknown BackShown = iota
	BackWasShown
	BackNeverShown
)

// back is the side that people forget to look at.
const back = "back"

// BackShown says whether the decision's back was in sight.
func (d *Decision) BackShown() BackShown {
	r, ok := looking.Parse(d.Looking)
	if !ok || len(r) == 0 {
		return BackUnknown
	}
	for _, i := range d.Images {
		if i.Side != back {
			continue
		}
		if r.Saw(back) {
			return BackWasShown
		}
		return BackNeverShown
	}
	return BackUnknown
}

// AnsweredAt says when items were answered, as far as that was recorded. What the desk itself noted of an item whose
// moment matters goes before what the page told.
func (d *Decision) AnsweredAt() AnswerTimes {
	times := AnswerTimes{}
	if r, ok := looking.Parse(d.Looking); ok {
		for item, at := range r.Answers() {
			if _, given := d.Answers[item]; given {
				times[item] = at
			}
		}
	}
	for item, at := range d.Times {
		times[item] = at
	}
	return times
}
