package review

import (
	"cmp"
	"time"

	"shinsa/review/ranking"
	"shinsa/review/worktime"
)

// Settings are the operator's choices. They are read once for each use-case, so a change takes effect
// with the next one.
type Settings struct {
	ClaimLease     time.Duration // how long a claim lasts after the last input
	AheadLease     time.Duration // how long the next case is kept ready after the last input on the case before
	TakeBack       time.Duration // how long an author may take a decision back
	PassFor        time.Duration // how long what a person gave back is not offered to him again
	AskerFirst     time.Duration // how long what was answered is kept for who asked
	DraftLife      time.Duration // how long a draft is kept after its last change
	ResubmitWithin time.Duration // how long an applicant may send again
	BulkYes        bool          // whether "all the rest: yes" is offered
	Looking        bool          // whether the order of looking is recorded with a decision
	MaxRounds      int           // on the last round "send again" is off
	Retention      Retention     // how long is kept what has ended
	// ComplainWithin is how long a rejection can be complained of, 0 for not at all; ComplaintAnswerIn is what the
	// applicant is told of when it will be answered.
	ComplainWithin, ComplaintAnswerIn time.Duration
	Second                            SecondRules // which decisions a second person must agree with; the kinds may ask, too
	// SpecialPeriod takes in a card of the first two kinds up to two months after its end, with a
	// finding; otherwise it is refused at once.
	SpecialPeriod bool
	MinAge        int      // years; a younger applicant becomes a finding, 0 for none
	Kinds         []string // the kinds offered; empty for all
	// LapsedInquiry tells whether the kinds have the item for the authority's inquiry; see kinds.Load.
	LapsedInquiry bool
	Zone          *time.Location
	Operator      Operator
	// OperatorIn are the operator's words in one language, by its code, as far as they are given; see
	// OperatorFor.
	OperatorIn map[string]Operator
	// MailPromised says whether mail is set up, so that the pages may promise it.
	MailPromised bool
	// Rules order the queue; nil for the waiting time alone.
	Rules *ranking.Rules
	// Service is the desk's calendar and what it promises; nil for office hours and nothing.
	Service *worktime.Service
}

// Operator is who runs the desk, in the words that applicants read.
type Operator struct {
	Name      string
	Contact   string // how to reach a person; stands on every refusal
	DeskHours string // beside waiting times
	Purpose   string // why the data is collected; stands before the first field
}

// OperatorFor is the operator in the words of a language; what is not given in it is as in Operator.
func (s Settings) OperatorFor(lang string) Operator {
	own := s.OperatorIn[lang]
	return Operator{
		Name: cmp.Or(own.Name, s.Operator.Name), Contact: cmp.Or(own.Contact, s.Operator.Contact),
		DeskHours: cmp.Or(own.DeskHours, s.Operator.DeskHours), Purpose: cmp.Or(own.Purpose, s.Operator.Purpose),
	}
}

// DefaultSettings are the settings of a desk whose operator has chosen nothing. The operator's own
// words are empty and must be given.
func DefaultSettings() Settings {
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		tokyo = time.FixedZone("JST", 9*60*60)
	}
	return Settings{
		ClaimLease:     10 * time.Minute,
		AheadLease:     2 * time.Minute,
		TakeBack:       10 * time.Second,
		PassFor:        time.Hour,
		AskerFirst:     15 * time.Minute,
		DraftLife:      7 * 24 * time.Hour,
		ResubmitWithin: 14 * 24 * time.Hour,
		BulkYes:        true,
		Looking:        true,
		MaxRounds:      5,
		Retention:      DefaultRetention(),

		ComplainWithin: 60 * Day, ComplaintAnswerIn: 14 * Day,

		Zone:    tokyo,
		Service: worktime.Default(tokyo),
	}
}
