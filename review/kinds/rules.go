package kinds

import "time"

// Level says what becomes of a value that breaks a check.
type Level string

// The levels. All but Refuse are levels of findings: they advise, and people decide.
const (
	Refuse Level = "refuse" // the value is not taken, with words beside the field
	Stop   Level = "stop"
	Warn   Level = "warn"
	Info   Level = "info"
)

// Rule names what a date must fulfil.
type Rule string

// The rules for dates.
const (
	BirthDate    Rule = "birth-date"    // not in the future, and not more than 130 years ago
	NotPast      Rule = "not-past"      // today or later
	NotFuture    Rule = "not-future"    // today or earlier
	NotBefore    Rule = "not-before"    // Date or later
	NotAfter     Rule = "not-after"     // Date or earlier
	WithinYears  Rule = "within-years"  // at most Years ahead of today
	IssuedWithin Rule = "issued-within" // at most Months ago
	// OnBirthday: on the holder's birthday, as the validity of a special permanent resident certificate is,
	// or on the eve of the 16th one. Nothing is broken while the birth date is unknown.
	OnBirthday  Rule = "on-birthday"
	HolderUnder Rule = "holder-under" // a birth date whose holder is under Years today
)

// Rules lists all rules for dates.
func Rules() []Rule {
	return []Rule{BirthDate, NotPast, NotFuture, NotBefore, NotAfter, WithinYears, IssuedWithin, OnBirthday, HolderUnder}
}

// oldest is the age in years above which nobody is; the oldest known person reached 122.
const oldest = 130

// DateCheck is a rule with its level and its figures.
type DateCheck struct {
	Rule   Rule   `json:"rule"`
	Level  Level  `json:"level"`
	Years  int    `json:"years,omitempty"`
	Months int    `json:"months,omitempty"`
	Date   string `json:"date,omitempty"` // 2006-01-02
	// GraceMonths, with NotPast, is how long after its end a document may be taken where the operator
	// accepts the special period (Immigration Act, articles 20 and 21: until the decision on an application
	// made in time, two months at most).
	GraceMonths int `json:"grace_months,omitempty"`
}

// Broken says whether a typed date breaks the check. Only the calendar days of the three times are read, as
// they stand in their own time zones; birth may be zero where it is not known.
func (c DateCheck) Broken(value, birth, today time.Time) bool {
	v, now := dayOf(value), dayOf(today)
	switch c.Rule {
	case BirthDate:
		return v > now || v < addMonths(now, -12*oldest)
	case NotPast:
		return v < now
	case NotFuture:
		return v > now
	case NotBefore:
		limit, ok := parseDay(c.Date)
		return ok && v < limit
	case NotAfter:
		limit, ok := parseDay(c.Date)
		return ok && v > limit
	case WithinYears:
		return v > addMonths(now, 12*c.Years)
	case IssuedWithin:
		return addMonths(v, c.Months) < now
	case OnBirthday:
		return !birth.IsZero() && !onBirthday(v, dayOf(birth))
	case HolderUnder:
		return addMonths(v, 12*c.Years) <= now
	}
	return false
}

// WithinGrace says whether today is no later than GraceMonths after the typed end of validity.
func (c DateCheck) WithinGrace(value, today time.Time) bool {
	return c.GraceMonths > 0 && dayOf(today) <= addMonths(dayOf(value), c.GraceMonths)
}

// Args are the figures of the check as arguments for its words: rule.<rule>.applicant and rule.<rule>.staff.
func (c DateCheck) Args() []any {
	return []any{"years", c.Years, "months", c.Months, "date", c.Date}
}

// day is a calendar day as year*10000 + month*100 + day, which sorts as days do.
type day int

func dayOf(t time.Time) day {
	y, m, d := t.Date()
	return day(y*10000 + int(m)*100 + d)
}

func parseDay(s string) (day, bool) {
	t, err := time.Parse(time.DateOnly, s)
	return dayOf(t), err == nil
}

// addMonths moves a day by whole months. A day that the month does not have becomes its last one, as periods
// of months end in Japanese law (Civil Code, article 143): 31 December and two months is 28 or 29 February.
func addMonths(d day, months int) day {
	y, m, dd := int(d)/10000, int(d)/100%100, int(d)%100
	n := y*12 + m - 1 + months
	y, m = n/12, n%12+1
	last := time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return day(y*10000 + m*100 + min(dd, last))
}

func onBirthday(v, birth day) bool {
	if v%10000 == birth%10000 {
		return true
	}
	if birth%10000 == 229 && (v%10000 == 228 || v%10000 == 301) {
		return true // no such day in most years
	}
	sixteen := addMonths(birth, 12*16)
	eve := time.Date(int(sixteen)/10000, time.Month(int(sixteen)/100%100), int(sixteen)%100-1, 0, 0, 0, 0, time.UTC)
	return v == dayOf(eve)
}
