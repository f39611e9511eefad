package review

import (
	"errors"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"shinsa/review/compare"
	"shinsa/review/kinds"
)

// Fields are what an applicant typed, by field id. Dates that could be read stand as ISO; what could
// not be read stands as it was typed, so that nothing is lost.
type Fields map[string]string

// Ids of fields that rules speak of.
const (
	FieldName      = "name"
	FieldAddress   = "address"
	FieldRoom      = "room"
	FieldBirthDate = "birth_date"
	FieldNumber    = "number"
	FieldExpiresOn = "expires_on"
	FieldIssuedOn  = "issued_on"
	FieldBackNotes = "back_notes"
	FieldEmail     = "email"
	// FieldHouse is asked once, on the last page, when no room was given: "yes" for a house.
	FieldHouse = "house"
)

// ItemNotLapsed is the item of the checklist that is answered by the authority's inquiry about a number.
const ItemNotLapsed = "number-not-lapsed"

const (
	maxField = 254 // characters of a value that no kind bounds; no e-mail address is longer (RFC 5321)
	// keptField bounds what is kept of a value that is too long. It is far above every field's own bound,
	// so that a value stays too long until it is corrected, and nothing is cut in silence.
	keptField = 2000
)

// myNumber is what a My Number looks like: it must never be kept.
var myNumber = regexp.MustCompile(`^[0-9]{12}$`)

// Clean takes over what was typed for the fields of a kind: invalid UTF-8 and control characters are
// refused, space is trimmed, readable dates become ISO, numbers are folded. Unknown fields are ignored.
// A value that must never be kept (a My Number) is dropped and reported. Everything else is returned
// for keeping even when it is wrong, so that nothing typed is lost.
func Clean(k *kinds.Kind, typed map[string]string) (Fields, FieldErrors) {
	out, wrong := Fields{}, FieldErrors{}
	for _, id := range fieldIDs(k) {
		v, given := typed[id]
		if !given {
			continue
		}
		v, code := cleanText(v, keptField)
		f, ok := k.Field(id)
		switch {
		case code != "":
			wrong = append(wrong, fieldError(id, code)...)
		case utf8.RuneCountInString(v) > longestValue(f):
			code = "too-long"
			wrong = append(wrong, fieldError(id, code)...)
		case id != FieldEmail && myNumber.MatchString(digits(v)) && onlyNumber(v):
			wrong = append(wrong, fieldError(id, "my-number")...)
			continue
		}
		switch {
		case id == FieldEmail && code == "":
			v = norm.NFKC.String(v) // typed in full width
		case !ok || code != "":
		case f.Type == kinds.Date:
			if date, err := compare.ParseDate(v); err == nil {
				v = date.String()
			}
		case f.Type == kinds.Number:
			if folded := compare.FoldNumber(v); len(folded) <= len(v) {
				v = folded
			}
		}
		out[id] = v
	}
	return out, wrong
}

// longestValue is the bound of a field in characters; f is the zero Field where no kind declares it.
func longestValue(f kinds.Field) int {
	if f.Max > 0 && f.Type != kinds.YesNo { // of whose values something else is said than that they are long
		return f.Max
	}
	return maxField
}

func fieldIDs(k *kinds.Kind) []string {
	ids := make([]string, 0, len(k.Fields)+2)
	for _, f := range k.Fields {
		ids = append(ids, f.ID)
	}
	return append(ids, FieldEmail, FieldHouse)
}

// cleanText trims a value and cuts what is longer than any honest one; the code tells of it.
func cleanText(v string, limit int) (string, string) {
	if !utf8.ValidString(v) {
		return strings.ToValidUTF8(v, "\uFFFD"), "characters"
	}
	v = strings.TrimFunc(v, func(r rune) bool { return unicode.IsSpace(r) || r == '\u3000' })
	v = strings.NewReplacer("\r\n", " ", "\n", " ", "\t", " ").Replace(v)
	for _, r := range v {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return strings.Map(func(r rune) rune {
				if unicode.IsControl(r) {
					return -1
				}
				return r
			}, v), "characters"
		}
	}
	if n := utf8.RuneCountInString(v); n > limit {
		return string([]rune(v)[:limit]), "too-long"
	}
	return v, ""
}

// digits folds a value to what a My Number would look like.
func digits(v string) string {
	return strings.NewReplacer(" ", "", "-", "", "\u3000", "").Replace(norm.NFKC.String(v))
}

func onlyNumber(v string) bool {
	return !strings.ContainsFunc(norm.NFKC.String(v), func(r rune) bool { return unicode.IsLetter(r) })
}

// Examined is what CheckIdentity found: what is refused, and what a reviewer should notice.
type Examined struct {
	Wrong    FieldErrors
	Findings []Finding
}

// CheckIdentity examines the fields of a kind on a day. An empty Wrong means that the identity is
// complete. Whether a room is needed is asked on the last page (CheckComplete).
func CheckIdentity(k *kinds.Kind, f Fields, today compare.Date, set Settings) Examined {
	x := Examined{Findings: kindFindings(k)}
	for _, field := range k.Fields {
		x.examine(k, field, f, today, set)
	}
	if e := f[FieldEmail]; e != "" && !validEmail(e) {
		x.refuse(FieldEmail, "email-format")
	}
	birth, err := compare.ParseDate(f[FieldBirthDate])
	if err == nil && set.MinAge > 0 && birth.Age(today) < set.MinAge {
		x.notice(kinds.Warn, FindingYoung, FieldBirthDate)
	}
	return x
}

func (x *Examined) refuse(field, code string, args ...any) {
	x.Wrong = append(x.Wrong, fieldError(field, code, args...)...)
}

func (x *Examined) notice(level kinds.Level, code, field string) {
	x.Findings = append(x.Findings, Finding{Level: level, Code: code, Field: field})
}

func (x *Examined) examine(k *kinds.Kind, field kinds.Field, f Fields, today compare.Date, set Settings) {
	v := f[field.ID]
	if v == "" {
		switch {
		case field.Required && field.Type == kinds.YesNo:
			x.refuse(field.ID, "choose")
		case field.Required:
			x.refuse(field.ID, "required")
		}
		return
	}
	if _, code := cleanText(v, longestValue(field)); code != "" {
		x.refuse(field.ID, code)
		return
	}
	switch field.Type {
	case kinds.Date:
		date, err := compare.ParseDate(v)
		if err != nil {
			x.Wrong = append(x.Wrong, FieldError{Field: field.ID, Word: dateWord(err)})
			return
		}
		birth, _ := compare.ParseDate(f[FieldBirthDate])
		for _, c := range field.Checks {
			x.check(c, field.ID, date, birth, today, set)
		}
	case kinds.Number:
		switch {
		case field.Matches(v):
		case field.Soft:
			x.notice(kinds.Warn, "pattern", field.ID)
		default:
			x.Wrong = append(x.Wrong, FieldError{Field: field.ID, Word: kinds.RuleApplicant("pattern")})
		}
		if field.Specimen(v) {
			x.notice(kinds.Warn, "specimen", field.ID)
		}
	case kinds.YesNo:
		if v != "yes" && v != "no" {
			x.refuse(field.ID, "choose")
		}
	}
}

// check applies one rule to a date. A card that ended lately is taken in with a finding where the
// operator accepts the special period.
func (x *Examined) check(c kinds.DateCheck, field string, value, birth, today compare.Date, set Settings) {
	if !c.Broken(value.Time(), birth.Time(), today.Time()) {
		return
	}
	switch {
	case c.Rule == kinds.NotPast && set.SpecialPeriod && c.WithinGrace(value.Time(), today.Time()):
		x.notice(kinds.Warn, FindingSpecialPeriod, field)
	case c.Level == kinds.Refuse:
		x.Wrong = append(x.Wrong, FieldError{Field: field, Word: kinds.RuleApplicant(c.Rule), Args: append(c.Args(), "value", value.String())})
	default:
		x.notice(c.Level, string(c.Rule), field)
	}
}

func dateWord(err error) string {
	var e *compare.DateError
	if errors.As(err, &e) {
		return e.Word()
	}
	return "field-error.required"
}

// CheckComplete examines everything before a round can be sent: demanded lists the sides that must be
// there beyond what the kind requires, because they were asked for.
func CheckComplete(k *kinds.Kind, f Fields, sides, demanded []string, today compare.Date, set Settings) Examined {
	x := CheckIdentity(k, f, today, set)
	if _, asked := k.Field(FieldRoom); asked && f[FieldRoom] == "" && f[FieldHouse] != "yes" {
		x.refuse(FieldHouse, "room-or-house")
	}
	for _, side := range k.Sides {
		switch {
		case slices.Contains(sides, side.ID):
		case slices.Contains(demanded, side.ID):
			x.refuse("image."+side.ID, "image-asked")
		case side.Required:
			x.refuse("image."+side.ID, "image-missing")
		case side.RequiredIf != "" && f[side.RequiredIf] == "yes":
			x.refuse("image."+side.ID, "image-noted")
		}
	}
	return x
}

func validEmail(s string) bool {
	if len(s) > 254 || strings.ContainsAny(s, " \r\n,;<>\"") {
		return false
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s {
		return false
	}
	_, domain, ok := strings.Cut(s, "@")
	return ok && strings.Contains(domain, ".")
}

// Today is the calendar day in the operator's zone.
func Today(now time.Time, zone *time.Location) compare.Date {
	y, m, d := now.In(zone).Date()
	return compare.Date{Year: y, Month: int(m), Day: d}
}
