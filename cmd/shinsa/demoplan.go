package main

import (
	"math/rand/v2"
	"slices"
	"time"

	"shinsa/imaging/specimen"
	"shinsa/review"
)

// fate says what becomes of a submission.
type fate string

// The fates.
const (
	fateDraft        fate = "draft"
	fateWaits        fate = "waits"
	fateHard         fate = "hard"   // waits so long that it is at risk to be late: two people gave it back
	fateHanded       fate = "handed" // waits, kept for a colleague to whom it was handed a moment ago
	fateWithdrawn    fate = "withdrawn"
	fateApproved     fate = "approved"
	fateRejected     fate = "rejected"
	fateComplained   fate = "complained"   // rejected, and its applicant asks for another look
	fateResubmission fate = "resubmission" // to be sent again
	fateExpired      fate = "expired"      // was not
	fateAgain        fate = "again"        // was, and waits
	fateMended       fate = "mended"       // was, and is approved
	fateEscalated    fate = "escalated"
	fateAsked        fate = "asked"         // escalated with a question, answered, and approved by who asked
	fateSettled      fate = "settled"       // escalated, and a supervisor approved it
	fateSecond       fate = "second-review" // somebody must agree with its rejection
	fateDisagreement fate = "disagreement"  // somebody did not, and a supervisor is to settle it
	fateDisagreed    fate = "disagreed"     // and has
	fateReopened     fate = "reopened"      // its rejection was overturned: it waits, first in line
	fateRedone       fate = "redone"        // its approval was overturned, answered by who made it, and somebody else decided
)

// seedFates are drawn by turns, so that every page has something to show even in a small demonstration. twinOf and its
// like name places in it.
var seedFates = []fate{
	fateWaits, fateApproved, fateWaits, fateResubmission, fateWaits, fateApproved, fateRejected, fateHard, fateAgain, fateApproved,
	fateEscalated, fateMended, fateWaits, fateComplained, fateRedone, fateApproved, fateWithdrawn, fateWaits, fateReopened, fateDraft,
	fateSecond, fateDisagreement, fateExpired, fateHanded, fateApproved, fateSettled, fateApproved, fateMended, fateWaits, fateApproved,
	fateRejected, fateApproved, fateWaits, fateApproved, fateAsked, fateApproved, fateWaits, fateMended, fateApproved, fateAgain,
	fateApproved, fateResubmission, fateApproved, fateWaits, fateApproved, fateDisagreed, fateApproved, fateRejected, fateApproved, fateWaits,
	fateApproved, fateMended, fateApproved, fateRejected, fateEscalated, fateApproved, fateDraft, fateApproved, fateRejected, fateWaits,
}

// seedKinds are drawn by turns, as often as applicants have them.
var seedKinds = []string{
	specimen.MattersCertificate, specimen.ResidentCard, specimen.SpecialPermanentResidentCertificate, specimen.ResidentCard,
	specimen.ResidentCard, specimen.SpecialPermanentResidentCertificate, specimen.ResidentCard, specimen.ResidentCard,
	specimen.ResidentCard, specimen.ResidentCard, specimen.AlienRegistrationCertificate,
}

// seedPlan says what becomes of a submission, and when.
type seedPlan struct {
	kind    string
	defects []specimen.Defect
	lang    string
	fate    fate
	mail    bool
	at      time.Time // when it was begun
	decided time.Time // when it is first decided; zero when it is not
	by      int       // by which of the two reviewers
}

// firstDecided says when in the weeks of the demonstration a fate begins at the desk, from 0 to 1, for the share-th of
// all that are decided; what goes on afterwards begins early enough. It is false for what nobody decides.
func (f fate) firstDecided(share float64) (float64, bool) {
	switch f {
	case fateApproved, fateRejected:
		return share, true
	case fateMended, fateAsked, fateSettled, fateDisagreed, fateComplained, fateRedone:
		return 0.75 * share, true
	case fateResubmission:
		return 0.45 + 0.5*share, true
	case fateAgain, fateReopened:
		return 0.86 + 0.1*share, true
	case fateEscalated, fateSecond, fateDisagreement:
		return 0.92 + 0.06*share, true
	case fateExpired:
		return 0, true
	}
	return 0, false
}

// spoiled says whether the fate needs a document with something wrong.
func (f fate) spoiled() bool {
	switch f {
	case fateRejected, fateComplained, fateResubmission, fateExpired, fateAgain, fateMended, fateEscalated, fateSecond, fateDisagreement, fateDisagreed,
		fateReopened, fateRedone:
		return true
	}
	return false
}

// again says whether it is sent a second time.
func (f fate) again() bool { return f == fateAgain || f == fateMended }

// spoiledBefore counts the fates before a place that need a document with something wrong, so that one after the other
// is.
func spoiledBefore(n int) (before int) {
	for i := range n {
		if seedFates[i%len(seedFates)].spoiled() {
			before++
		}
	}
	return before
}

// plans lays out what becomes of every submission. They are the same for the same seed and beginning.
func (s *seeder) plans() []seedPlan {
	out := make([]seedPlan, s.count)
	decided := 0
	for n := range out {
		out[n] = s.draft(n)
		if _, ok := out[n].fate.firstDecided(0); ok {
			decided++
		}
	}
	k := 0
	for n := range out {
		p := &out[n]
		r := rand.New(rand.NewPCG(s.seed, uint64(n)+3_000_000))
		share, ok := p.fate.firstDecided((float64(k) + 0.5) / float64(decided))
		if !ok {
			continue
		}
		k++
		switch p.fate {
		case fateExpired:
			p.decided = s.diary.begin
		case fateReopened:
			p.decided, p.by = s.diary.book(s.diary.place(share), 0)
		case fateRedone:
			p.decided, p.by = s.diary.book(s.diary.place(share), 1)
		default:
			p.decided, p.by = s.diary.book(s.diary.place(share), anybody)
		}
		waited := 20*time.Minute + time.Duration(r.Float64()*r.Float64()*float64(7*time.Hour))
		p.at = p.decided.Add(-waited)
	}
	return out
}

// draft is what of a plan does not depend on the others.
func (s *seeder) draft(n int) seedPlan {
	r := rand.New(rand.NewPCG(s.seed, uint64(n)+1))
	p := seedPlan{kind: seedKinds[n%len(seedKinds)], fate: seedFates[n%len(seedFates)], lang: "en", mail: r.IntN(3) == 0}
	if r.IntN(5) < 2 {
		p.lang = "ja"
	}
	share := 1 - (float64(n)+r.Float64())/float64(s.count+1)
	switch p.fate {
	case fateWithdrawn:
		p.at = s.start.Add(-time.Duration(share*float64(6*24*time.Hour)) - 6*time.Hour)
	case fateHard:
		p.at, _ = s.diary.calendar.Before(s.start, 6*time.Hour+40*time.Minute)
	default:
		p.at = s.start.Add(-time.Duration(share*float64(5*time.Hour)) - 10*time.Minute)
	}
	switch p.fate {
	case fateSecond, fateDisagreement, fateDisagreed:
		p.kind = specimen.AlienRegistrationCertificate
	case fateComplained, fateReopened, fateRedone:
		p.kind = specimen.ResidentCard // of which nobody needs to agree with a rejection
		p.mail = true
	}
	defects := []specimen.Defect{
		specimen.Blurred, specimen.AddressMismatch, specimen.Glare, specimen.NameMismatch, specimen.CutOff, specimen.Expired,
		specimen.NumberMismatch, specimen.WrongDocument, specimen.BirthDateMismatch, specimen.Dark, specimen.MyNumberShown,
	}
	defects = slices.DeleteFunc(defects, func(d specimen.Defect) bool {
		// A card that is over is not taken in at all, but for the one that its holder need not renew.
		return !d.Fits(p.kind) || d == specimen.Expired && p.kind != specimen.AlienRegistrationCertificate
	})
	switch {
	case p.fate == fateRedone, p.fate == fateComplained:
		p.defects = []specimen.Defect{specimen.NameMismatch}
	case p.fate == fateReopened:
		p.defects = []specimen.Defect{specimen.Blurred}
	case p.fate.spoiled():
		p.defects = []specimen.Defect{defects[(spoiledBefore(n)+int(s.seed))%len(defects)]}
		if p.fate.again() && !mends(p.kind, p.defects) {
			p.defects = []specimen.Defect{specimen.Blurred}
		}
	case p.fate == fateWaits:
		if r.IntN(3) == 0 {
			p.defects = []specimen.Defect{defects[r.IntN(len(defects))]}
		}
	}
	return p
}

// mends says whether its holder can send such a document again without the defects: an alien registration
// certificate that is over is not renewed.
func mends(kind string, defects []specimen.Defect) bool {
	return kind != specimen.AlienRegistrationCertificate || !slices.Contains(defects, specimen.Expired)
}

// takesTwo says whether a rejection of such a document needs a second person, see demoSecond.
func takesTwo(kind string) bool { return kind == specimen.AlienRegistrationCertificate }

// suits says whether a document makes the fate likely.
func (p seedPlan) suits(t specimen.Truth) bool {
	spoiled := len(t.Defects) > 0
	switch p.fate {
	case fateApproved, fateHard, fateHanded, fateAsked, fateSettled:
		return !spoiled
	case fateAgain, fateMended:
		return spoiled && mends(t.Shown, t.Defects)
	case fateSecond, fateDisagreement, fateDisagreed:
		return spoiled && takesTwo(t.Kind)
	case fateComplained, fateReopened, fateRedone:
		return spoiled && !takesTwo(t.Kind)
	}
	return spoiled || !p.fate.spoiled()
}

// reasonOf names what a reviewer finds for a defect: the item answered "no" and the reason.
var reasonOf = map[specimen.Defect][2]string{
	specimen.Expired:           {"in-date", "expired"},
	specimen.NameMismatch:      {"name-matches", "name-mismatch"},
	specimen.AddressMismatch:   {"address-matches", "address-mismatch"},
	specimen.BirthDateMismatch: {"birth-date-matches", "birth-date-mismatch"},
	specimen.NumberMismatch:    {"number-matches", "number-mismatch"},
	specimen.CutOff:            {"whole-visible", "cropped"},
	specimen.Blurred:           {"legible", "unreadable"},
	specimen.Glare:             {"legible", "unreadable"},
	specimen.Dark:              {"legible", "unreadable"},
	specimen.WrongDocument:     {"kind-matches", "wrong-document"},
	specimen.MyNumberShown:     {"no-my-number", "my-number-shown"},
	sentTwice:                  {"", "duplicate-application"},
}

// refused is what a reviewer answers and gives as the reason for what is wrong with a document.
func refused(v *review.ReviewView, o review.Outcome, defects []specimen.Defect) (item, reason string) {
	item, reason = "legible", "unreadable"
	for _, d := range defects {
		if pair, ok := reasonOf[d]; ok {
			if r, known := v.Kind.Reason(pair[1]); known && slices.Contains(r.Outcomes, string(o)) {
				item, reason = pair[0], pair[1]
			}
		}
	}
	return item, reason
}
