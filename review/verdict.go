package review

import (
	"cmp"
	"context"
	"slices"
)

// Severity says how much an overturned decision weighs. The words for it are below `severity.`.
type Severity string

// The severities.
const (
	Minor    Severity = "minor"    // the outcome is right; a reason, a note or an answer is not
	Major    Severity = "major"    // the outcome is wrong
	Critical Severity = "critical" // somebody comes to harm by it: a wrong person approved, a right one turned away for good
)

// Severities lists the severities from the lightest on.
func Severities() []Severity { return []Severity{Minor, Major, Critical} }

// VerdictForm is what a supervisor says of a decision. What is overturned has a note and a severity, Major where none was
// chosen; what is agreed with has no severity, whatever was chosen.
type VerdictForm struct {
	Verdict  Verdict
	Severity Severity
	Note     string
	Sample   SampleID // in which sample it is said; empty for none
}

// check says what is wrong with a form as FieldErrors, and tidies it.
func (f *VerdictForm) check() error {
	if f.Verdict != Agree && f.Verdict != Overturn {
		return fieldError("verdict", "choose")
	}
	var code string
	f.Note, code = cleanLong(f.Note, maxNote)
	var wrong FieldErrors
	switch {
	case code != "":
		wrong = append(wrong, fieldError("note", code)...)
	case f.Verdict == Overturn && f.Note == "":
		wrong = append(wrong, fieldError("note", "required")...)
	}
	severity, err := severityOf(f.Verdict, f.Severity)
	f.Severity, wrong = severity, append(wrong, err...)
	if len(wrong) > 0 {
		return wrong
	}
	return nil
}

// severityOf is how much a verdict weighs: nothing when it agrees, Major when nothing was chosen.
func severityOf(v Verdict, chosen Severity) (Severity, FieldErrors) {
	if v == Agree {
		return "", nil
	}
	s := cmp.Or(chosen, Major)
	if !slices.Contains(Severities(), s) {
		return s, fieldError("severity", "choose")
	}
	return s, nil
}

// checkSample says whether a verdict can be given in a sample. In a blind one the person's own outcome comes first, and
// who then agrees with another says why.
func (d *Desk) checkSample(ctx context.Context, r Reader, a Actor, rec *DecisionRecord, f *VerdictForm) error {
	if f.Sample == "" {
		return nil
	}
	s, err := r.Sample(ctx, f.Sample)
	if err != nil {
		return err
	}
	picks, err := r.SamplePicks(ctx, f.Sample)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(picks, func(p SamplePick) bool { return p.Decision == rec.ID })
	if i < 0 {
		return ErrNotFound
	}
	if !s.Blind {
		return nil
	}
	own, err := r.BlindAnswer(ctx, f.Sample, picks[i].N, a.ID)
	if err != nil {
		return err
	}
	switch {
	case own == nil:
		return fieldError("verdict", "blind-first")
	case f.Verdict == Agree && own.Outcome != rec.Outcome && f.Note == "":
		return fieldError("note", "agrees-after-all")
	}
	return nil
}
