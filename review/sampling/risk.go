package sampling

// Signs is what is known of a decision that makes a mistake more likely. Weight turns it into how often the decision
// stands in the lottery.
type Signs struct {
	Handling int64 // how long it took, in any unit
	Median   int64 // half of the desk's decisions on the same kind took at most so long; 0 when unknown
	// Overridden says that it approved although a machine had found something that warns or stops.
	Overridden bool
	// Judged and Wrong count verdicts and second opinions on the same person's decisions on the same kind, and those
	// among them that said otherwise.
	Judged, Wrong int
	// Answered and InBulk count its answers, and those that were given together by one key.
	Answered, InBulk int
}

// What each sign adds to the weight of 1 that every decision has. They are set so that the most conspicuous decision is
// ten times as likely as an inconspicuous one, and no single sign makes it certain.
const (
	Base          = 1
	ForQuick      = 2 // less than half of the median
	ForVeryQuick  = 4 // less than a quarter of it
	ForOverridden = 2
	ForHistory    = 2 // of at least FewestJudged judged, a tenth or more said otherwise
	ForBulk       = 1 // half or more of the answers

	MostWeight = Base + ForVeryQuick + ForOverridden + ForHistory + ForBulk
)

// FewestJudged is from how many judged decisions on a history counts: fewer say nothing.
const FewestJudged = 5

// Weight is how often a decision stands in the lottery of a risk draw, from Base to MostWeight.
func (s Signs) Weight() int {
	w := Base
	switch {
	case s.Median > 0 && s.Handling*4 < s.Median:
		w += ForVeryQuick
	case s.Median > 0 && s.Handling*2 < s.Median:
		w += ForQuick
	}
	if s.Overridden {
		w += ForOverridden
	}
	if s.Judged >= FewestJudged && s.Wrong*10 >= s.Judged {
		w += ForHistory
	}
	if s.Answered > 0 && s.InBulk*2 >= s.Answered {
		w += ForBulk
	}
	return w
}
