package views

import (
	"strings"

	"shinsa/review"
)

// StepID names a page of the way from the first choice to the outcome.
type StepID string

// The steps, in their order. The path of each but the last is the link's own followed by the id.
const (
	StepKind     StepID = "kind"
	StepIdentity StepID = "identity"
	StepImages   StepID = "images"
	StepCheck    StepID = "check"
	StepSent     StepID = "sent"
)

// Onward is the name of the buttons by which one leaves a form that is kept (Page.Keeps). Their values are a
// StepID, with "#" and a place on its page if need be, or OnwardLanguage and a language's code for the same page in
// that language.
const (
	Onward         = "then"
	OnwardLanguage = "lang-"
)

var allSteps = []StepID{StepKind, StepIdentity, StepImages, StepCheck, StepSent}

// Step is an entry of the navigation on top of an applicant's page.
type Step struct {
	N     int
	Word  string
	ID    StepID
	Href  string // empty where there is nothing to go to
	State string // "done", "now" or "open"
}

// steps tells how far a submission has come, seen from one of its pages.
func steps(a Applicant, v *review.ApplicantView, here StepID) []Step {
	done := map[StepID]bool{
		StepKind:     true,
		StepIdentity: !missesIdentity(v),
		StepImages:   !missesImages(v),
		StepCheck:    !v.State.Open(),
		StepSent:     false,
	}
	out := make([]Step, 0, len(allSteps))
	for i, id := range allSteps {
		s := Step{N: i + 1, ID: id, Word: a.T("apply.step." + string(id)), State: "open"}
		if done[id] {
			s.State = "done"
		}
		if v.State.Open() && id != StepSent {
			s.Href = a.Link + "/" + string(id)
		}
		if id == here {
			s.State = "now"
		}
		out = append(out, s)
	}
	return out
}

// firstSteps are those of somebody who has no submission yet.
func firstSteps(p Page) []Step {
	out := make([]Step, 0, len(allSteps))
	for i, id := range allSteps {
		s := Step{N: i + 1, Word: p.T("apply.step." + string(id)), State: "open"}
		if id == StepKind {
			s.State = "now"
		}
		out = append(out, s)
	}
	return out
}

// FirstStep is the first step that is not complete: the page that the lookup link itself shows while the
// submission is open. A resubmission that has not begun starts with what was asked to be looked at again.
func FirstStep(v *review.ApplicantView) StepID {
	switch {
	case missesIdentity(v), v.State == review.Resubmission && !v.Begun && asksFields(v):
		return StepIdentity
	case missesImages(v):
		return StepImages
	}
	return StepCheck
}

func missesIdentity(v *review.ApplicantView) bool {
	for _, m := range v.Missing {
		if m.Field != review.FieldHouse && !strings.HasPrefix(m.Field, "image.") {
			return true
		}
	}
	return false
}

func missesImages(v *review.ApplicantView) bool {
	for _, m := range v.Missing {
		if strings.HasPrefix(m.Field, "image.") {
			return true
		}
	}
	return false
}

// asksFields says whether a reason names a field of the present kind to look at again.
func asksFields(v *review.ApplicantView) bool {
	if v.Outcome == nil {
		return false
	}
	for _, r := range v.Outcome.Actions {
		for _, f := range r.Fields {
			if _, ok := v.Kind.Field(f); ok {
				return true
			}
		}
	}
	return false
}
