package kinds

import (
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"shinsa/review/yamlfile"
)

const (
	mostSides      = 2 // an applicant sends at most two images
	longestPattern = 200
)

// reserved are names that forms of a draft use for something else.
var reserved = []string{"kind", "email", "external_ref", "image", "side", "version", "csrf", "token"}

// settings are what an item can depend on.
var settings = []string{LapsedInquiry}

// longest is the longest value of a field of each type, in characters, where its kind says nothing.
var longest = map[FieldType]int{Name: 200, Address: 300, Room: 60, Date: 40, Number: 40, YesNo: 3}

// parse reads one kind's file. lines says where ids stand whose words are checked by the caller.
func parse(file string, data []byte) (k *Kind, lines map[string]int, problems []Problem) {
	err := yamlfile.Read(file, data, func(r *yamlfile.Reader, n *node) {
		p := &parser{reader: &reader{Reader: r}, file: file, k: &Kind{}, lines: map[string]int{}}
		p.kind(n)
		for _, check := range p.later {
			check()
		}
		k, lines = p.k, p.lines
	})
	var wrong *yamlfile.Error
	if errors.As(err, &wrong) {
		problems = wrong.Problems
	}
	return k, lines, problems
}

// parser fills in one kind.
type parser struct {
	*reader
	file  string
	k     *Kind
	lines map[string]int // word id → line of the part that uses it
}

func (p *parser) hasSide(id string) bool   { _, ok := p.k.Side(id); return ok && id != "" }
func (p *parser) hasField(id string) bool  { _, ok := p.k.Field(id); return ok && id != "" }
func (p *parser) hasItem(id string) bool   { _, ok := p.k.Item(id); return ok && id != "" }
func (p *parser) hasReason(id string) bool { _, ok := p.k.Reason(id); return ok && id != "" }

func (p *parser) kind(n *node) {
	k := p.k
	p.Mapping(n, "a kind", yamlfile.Keys{
		"id":          p.id(&k.ID, "id", dashed),
		"order":       p.Whole(&k.Order, "order", 0, 100000),
		"historic":    p.Flag(&k.Historic, "historic"),
		"offered":     p.offered,
		"my_number":   p.Flag(&k.MyNumber, "my_number"),
		"second_look": p.List("second_look", 2, func(n *node) { p.outcome(n, &k.SecondLook, "approve", Reject) }),
		"sides":       p.List("sides", mostSides, p.side),
		"fields":      p.List("fields", 32, p.field),
		"reminders":   p.List("reminders", 16, p.reminder),
		"checklist":   p.List("checklist", 64, p.item),
		"reasons":     p.List("reasons", 64, p.reason),
	}, "id", "sides", "fields", "checklist", "reasons")
	if k.ID != "" && k.ID+".yaml" != p.file {
		p.Wrong(n, "the file of the kind %q must be named %s.yaml", k.ID, k.ID)
	}
	p.note(n, k.ID, k.NameID(), k.NoteID())
	p.later = append(p.later, func() { p.complete(n) })
}

// complete checks what only the complete kind shows.
func (p *parser) complete(n *node) {
	k := p.k
	if len(k.Sides) > 0 && !slices.ContainsFunc(k.Sides, func(s Side) bool { return s.Required }) {
		p.Wrong(n, "no side is required: a submission without an image could be sent")
	}
	if p.Sound() { // else a broken part would be reported as a missing one, too
		for _, part := range []struct {
			name string
			size int
		}{{"sides", len(k.Sides)}, {"fields", len(k.Fields)}, {"checklist", len(k.Checklist)}, {"reasons", len(k.Reasons)}} {
			if part.size == 0 {
				p.Wrong(n, "%s must not be empty", part.name)
			}
		}
	}
	if len(k.Checklist) > 0 && !slices.ContainsFunc(k.Checklist, func(i Item) bool { return i.setting == "" }) {
		p.Wrong(n, "every item of the checklist depends on a setting: without them nothing would be looked at")
	}
	for _, outcome := range []string{Reject, Resubmit} {
		if len(k.Reasons) > 0 && !slices.ContainsFunc(k.Reasons, func(r Reason) bool { return r.Fits(outcome, false) }) {
			p.Wrong(n, "no reason lets a reviewer %s", outcome)
		}
	}
}

func (p *parser) offered(n *node) {
	o := &p.k.Offered
	p.Mapping(n, "offered", yamlfile.Keys{"from": p.Date(&o.From, "from"), "until": p.Date(&o.Until, "until")})
	if o.From != "" && o.Until != "" && o.From > o.Until {
		p.Wrong(n, "offered ends before it begins")
	}
}

func (p *parser) side(n *node) {
	var s Side
	var regions *node
	p.Mapping(n, "a side", yamlfile.Keys{
		"id":          p.id(&s.ID, "side id", dashed),
		"words":       p.id(&s.Words, "words", dashed),
		"required":    p.Flag(&s.Required, "required"),
		"required_if": func(n *node) { p.requiredIf(n, &s) },
		"aspect":      func(n *node) { p.aspect(n, &s.Aspect) },
		"regions":     func(n *node) { regions = n },
	}, "id", "aspect")
	if regions != nil {
		s.Regions = p.regions(regions, s.ID)
	}
	if s.Required && s.RequiredIf != "" {
		p.Wrong(n, "side %q is required anyway: drop required_if", s.ID)
	}
	if p.hasSide(s.ID) {
		p.Wrong(n, "side %q stands twice", s.ID)
		return
	}
	p.note(n, s.ID, s.NameID())
	p.k.Sides = append(p.k.Sides, s)
}

func (p *parser) requiredIf(n *node, s *Side) {
	p.Text(&s.RequiredIf, "required_if")(n)
	p.later = append(p.later, func() {
		if f, ok := p.k.Field(n.Value); n.Kind == yaml.ScalarNode && (!ok || f.Type != YesNo) {
			p.Wrong(n, "required_if names %q, which is no yesno field of this kind", yamlfile.Clip(n.Value))
		}
	})
}

func (p *parser) aspect(n *node, a *Aspect) {
	p.Mapping(n, "aspect", yamlfile.Keys{
		"ratio": p.Fraction(&a.Ratio, "ratio", 0.2, 5),
		"from":  p.Fraction(&a.From, "from", 0.2, 5),
		"to":    p.Fraction(&a.To, "to", 0.2, 5),
	}, "ratio", "from", "to")
	if a.Ratio != 0 && a.From != 0 && a.To != 0 && (a.From > a.Ratio || a.Ratio > a.To) {
		p.Wrong(n, "the ratio %g lies outside of %g to %g", a.Ratio, a.From, a.To)
	}
}

const regionForm = "a region is [x, y, width, height] within the document, in fractions of its size, or a list of such"

// mostRegions is how many rectangles one thing has at most.
const mostRegions = 8

func (p *parser) regions(n *node, side string) map[string]Regions {
	if n.Kind != yaml.MappingNode {
		p.Wrong(n, "regions must be a mapping of ids to [x, y, width, height]")
		return nil
	}
	all := map[string]Regions{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if _, twice := all[key.Value]; twice {
			p.Wrong(key, "regions has the key %q twice", yamlfile.Clip(key.Value))
		}
		places := []*node{value}
		if value.Kind == yaml.SequenceNode && len(value.Content) > 0 && value.Content[0].Kind == yaml.SequenceNode {
			places = value.Content
		}
		var found Regions
		for _, place := range places {
			if r, ok := p.region(place); ok {
				found = append(found, r)
			}
		}
		if len(places) > mostRegions {
			p.Wrong(value, "a region has %d rectangles, at most %d are possible", len(places), mostRegions)
			continue
		}
		if len(found) != len(places) {
			continue
		}
		all[key.Value] = found
		p.later = append(p.later, func() { p.lookedAt(key, side) })
	}
	return all
}

func (p *parser) region(n *node) (r Region, ok bool) {
	if n.Kind != yaml.SequenceNode {
		p.Wrong(n, regionForm)
		return r, false
	}
	var v []float64
	p.List("a region", 4, func(e *node) {
		var f float64
		p.Fraction(&f, "a region's value", 0, 1)(e)
		v = append(v, f)
	})(n)
	if len(v) != 4 || v[2] == 0 || v[3] == 0 || v[0]+v[2] > 1.0001 || v[1]+v[3] > 1.0001 {
		p.Wrong(n, regionForm)
		return r, false
	}
	return Region{v[0], v[1], v[2], v[3]}, true
}

// lookedAt complains about a region that no field and no item ever leads to.
func (p *parser) lookedAt(key *node, side string) {
	if p.hasField(key.Value) {
		return
	}
	for _, i := range p.k.Checklist {
		if i.ID == key.Value && slices.Contains(i.Sides, side) {
			return
		}
	}
	p.Wrong(key, "regions names %q, which is no field of this kind and no item that looks at this side", yamlfile.Clip(key.Value))
}

func (p *parser) field(n *node) {
	var f Field
	p.Mapping(n, "a field", yamlfile.Keys{
		"id":        p.id(&f.ID, "field id", underlined),
		"words":     p.id(&f.Words, "words", underlined),
		"type":      yamlfile.OneOf(p.Reader, &f.Type, "type", slices.Sorted(maps.Keys(longest))...),
		"required":  p.Flag(&f.Required, "required"),
		"sensitive": p.Flag(&f.Sensitive, "sensitive"),
		"max":       p.Whole(&f.Max, "max", 1, 1000),
		"pattern":   func(n *node) { p.pattern(n, &f) },
		"soft":      p.Flag(&f.Soft, "soft"),
		"specimens": p.List("specimens", 16, func(n *node) {
			if v, ok := p.Scalar(n, "a specimen"); ok {
				f.Specimens = append(f.Specimens, v)
			}
		}),
		"checks": p.List("checks", 8, func(n *node) { p.check(n, &f) }),
	}, "id", "type")
	switch {
	case f.Type != Number && (f.Pattern != "" || len(f.Specimens) > 0 || f.Soft):
		p.Wrong(n, "field %q is no number: pattern, soft and specimens are for numbers", f.ID)
	case f.Soft && f.Pattern == "":
		p.Wrong(n, "field %q is soft without a pattern", f.ID)
	case f.Type != Date && f.Type != "" && len(f.Checks) > 0:
		p.Wrong(n, "field %q is no date: checks are for dates", f.ID)
	}
	if slices.Contains(reserved, f.ID) {
		p.Wrong(n, "field id %q is taken by the form itself", f.ID)
	}
	if p.hasField(f.ID) {
		p.Wrong(n, "field %q stands twice", f.ID)
		return
	}
	if f.Max == 0 {
		f.Max = longest[f.Type]
	}
	p.note(n, f.ID, f.LabelID(), f.HintID())
	p.k.Fields = append(p.k.Fields, f)
}

func (p *parser) pattern(n *node, f *Field) {
	v, ok := p.Scalar(n, "pattern")
	if !ok {
		return
	}
	re, err := regexp.Compile(v)
	switch {
	case len(v) > longestPattern:
		p.Wrong(n, "the pattern is longer than %d bytes", longestPattern)
	case err != nil:
		p.Wrong(n, "the pattern is no regular expression: %s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	case !strings.HasPrefix(v, "^") || !strings.HasSuffix(v, "$"):
		p.Wrong(n, "the pattern must cover the whole number: begin with ^ and end with $")
	default:
		f.Pattern, f.pattern = v, re
	}
}

func (p *parser) check(n *node, f *Field) {
	var c DateCheck
	p.Mapping(n, "a check", yamlfile.Keys{
		"rule":         yamlfile.OneOf(p.Reader, &c.Rule, "rule", Rules()...),
		"level":        yamlfile.OneOf(p.Reader, &c.Level, "level", Refuse, Stop, Warn, Info),
		"years":        p.Whole(&c.Years, "years", 1, 150),
		"months":       p.Whole(&c.Months, "months", 1, 1200),
		"date":         p.Date(&c.Date, "date"),
		"grace_months": p.Whole(&c.GraceMonths, "grace_months", 1, 12),
	}, "rule", "level")
	for _, figure := range []struct {
		name       string
		there, due bool
	}{
		{"years", c.Years != 0, c.Rule == WithinYears || c.Rule == HolderUnder},
		{"months", c.Months != 0, c.Rule == IssuedWithin},
		{"date", c.Date != "", c.Rule == NotBefore || c.Rule == NotAfter},
		{"grace_months", c.GraceMonths != 0, c.GraceMonths != 0 && c.Rule == NotPast},
	} {
		switch {
		case c.Rule == "" || figure.there == figure.due:
		case figure.due:
			p.Wrong(n, "the rule %s needs %q", c.Rule, figure.name)
		default:
			p.Wrong(n, "the rule %s has no use for %q", c.Rule, figure.name)
		}
	}
	f.Checks = append(f.Checks, c)
}

func (p *parser) reminder(n *node) {
	var id string
	p.id(&id, "reminder", dashed)(n)
	if id == "" {
		return
	}
	if slices.Contains(p.k.Reminders, id) {
		p.Wrong(n, "reminder %q stands twice", id)
		return
	}
	p.note(n, id, Reminder(id))
	p.k.Reminders = append(p.k.Reminders, id)
}

func (p *parser) item(n *node) {
	var i Item
	p.Mapping(n, "an item", yamlfile.Keys{
		"id":         p.id(&i.ID, "item id", dashed),
		"words":      p.id(&i.Words, "words", dashed),
		"sides":      p.refs(&i.Sides, "sides", p.hasSide),
		"field":      p.ref(&i.Field, "field", p.hasField),
		"reasons":    p.refs(&i.Reasons, "reasons", p.hasReason),
		"na":         p.Flag(&i.NA, "na"),
		"individual": p.Flag(&i.Individual, "individual"),
		"timed":      p.Flag(&i.Timed, "timed"),
		"setting":    yamlfile.OneOf(p.Reader, &i.setting, "setting", settings...),
	}, "id", "reasons")
	p.later = append(p.later, func() { p.individual(n, i) })
	if len(i.Reasons) == 0 {
		p.Wrong(n, "item %q has no reason: a \"no\" would propose nothing", i.ID)
	}
	if p.hasItem(i.ID) {
		p.Wrong(n, "item %q stands twice", i.ID)
		return
	}
	p.note(n, i.ID, i.QuestionID(), i.HintID())
	p.k.Checklist = append(p.k.Checklist, i)
}

// individual demands that what tells one person from another is answered item by item: a wrong "yes" about
// it lets somebody else's document pass.
func (p *parser) individual(n *node, i Item) {
	f, _ := p.k.Field(i.Field)
	birth := slices.ContainsFunc(f.Checks, func(c DateCheck) bool { return c.Rule == BirthDate })
	if p.hasField(i.Field) && !i.Individual && (f.Type == Name || f.Type == Address || f.Type == Number || birth) {
		p.Wrong(n, "item %q compares the field %q, and so must be individual", i.ID, i.Field)
	}
}

func (p *parser) reason(n *node) {
	var r Reason
	p.Mapping(n, "a reason", yamlfile.Keys{
		"id":       p.id(&r.ID, "reason id", dashed),
		"group":    yamlfile.OneOf(p.Reader, &r.Group, "group", groups...),
		"outcomes": p.List("outcomes", 3, func(n *node) { p.outcome(n, &r.Outcomes, Reject, Resubmit, Escalate) }),
		"role":     yamlfile.OneOf(p.Reader, &r.Role, "role", Supervisor),
		"mends":    yamlfile.OneOf(p.Reader, &r.Mends, "mends", NewImage, Edit, OtherDocument, Final),
		"sides":    p.refs(&r.Sides, "sides", p.hasSide),
		"fields":   p.refs(&r.Fields, "fields", p.hasField),
	}, "id", "group", "outcomes", "mends")
	switch {
	case len(r.Outcomes) == 0:
		p.Wrong(n, "reason %q has no outcome that it fits", r.ID)
	case r.Mends == Final && slices.Contains(r.Outcomes, Resubmit):
		p.Wrong(n, "reason %q is final, and so cannot ask for a resubmission", r.ID)
	case r.Mends == NewImage && len(r.Sides) == 0:
		p.Wrong(n, "reason %q asks for new images, and so must name sides", r.ID)
	}
	if p.hasReason(r.ID) {
		p.Wrong(n, "reason %q stands twice", r.ID)
		return
	}
	p.note(n, r.ID, r.StaffID(), r.ApplicantID())
	p.note(n, r.Group, GroupName(r.Group))
	p.k.Reasons = append(p.k.Reasons, r)
}

func (p *parser) outcome(n *node, into *[]string, all ...string) {
	var o string
	yamlfile.OneOf(p.Reader, &o, "outcome", all...)(n)
	if slices.Contains(*into, o) {
		p.Wrong(n, "outcome %q stands twice", o)
	} else if o != "" {
		*into = append(*into, o)
	}
}

// note remembers the line of the part whose words these are. A part whose id could not be read has none: its
// words would only be reported as missing.
func (p *parser) note(n *node, part string, words ...string) {
	for _, word := range words {
		if _, ok := p.lines[word]; !ok && part != "" {
			p.lines[word] = n.Line
		}
	}
}
