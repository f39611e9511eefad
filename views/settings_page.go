package views

import (
	"maps"
	"slices"
	"strings"
	"time"

	"shinsa/review"
	"shinsa/review/kinds"
	"shinsa/staff"
)

// SettingsInput is what is in force.
type SettingsInput struct {
	Desk      review.Settings
	Staff     staff.Settings
	Kinds     []*kinds.Kind
	Offered   []*kinds.Kind
	Policy    string // version
	PublicURL string
	Proxies   []string
	MaxUpload int // bytes
	Unlimited bool
	Demo      bool
	Shortages []staff.Shortage
	LogKeys   []string // public keys that have signed the log, the newest last
}

// SettingsModel is the page of settings.
type SettingsModel struct {
	Page
	Shortages []string
	Groups    []SettingGroup
	Kinds     []SettingKind
	Policy    string
	Demo      bool
}

// SettingGroup is a group of settings below a heading.
type SettingGroup struct {
	Title string
	Lines []SettingLine
}

// SettingLine is a setting in force and where it is set.
type SettingLine struct {
	Word, Value string
	Flag, Env   string // empty where it cannot be set
}

// SettingKind is a kind and whether it is offered.
type SettingKind struct {
	Name, ID, Version string
	Offered           bool
	OfferedWord       string
}

// NewSettingsModel turns the settings in force into what is shown of them.
func NewSettingsModel(page Page, in SettingsInput) SettingsModel {
	m := SettingsModel{Page: page, Shortages: page.shortages(in.Shortages), Policy: in.Policy, Demo: in.Demo}
	set := in.Desk
	line := func(id, value, flag string) SettingLine {
		l := SettingLine{Word: page.T("settings." + id), Value: or(value, page.T("settings.not-set"))}
		if flag != "" {
			l.Flag, l.Env = "--"+flag, "SHINSA_"+strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
		}
		return l
	}
	on := func(b bool) string {
		if b {
			return page.T("settings.on")
		}
		return page.T("settings.off")
	}
	days := func(d time.Duration) string { return page.T("settings.days", "n", int(d/(24*time.Hour))) }
	kept := func(d time.Duration) string {
		if d == 0 {
			return page.T("settings.kept-by-hand")
		}
		return days(d)
	}
	complaints := page.T("settings.complain-off")
	if set.ComplainWithin > 0 {
		complaints = days(set.ComplainWithin)
	}
	age := page.T("settings.no-limit")
	if set.MinAge > 0 {
		age = page.T("settings.years", "n", set.MinAge)
	}
	// The operator's words, and below each those of one language alone.
	said := func(id, flag string, of func(review.Operator) string) []SettingLine {
		lines := []SettingLine{line(id, of(set.Operator), flag)}
		for _, lang := range slices.Sorted(maps.Keys(set.OperatorIn)) {
			if own := of(set.OperatorIn[lang]); own != "" {
				l := line(id, own, flag+"-"+lang)
				l.Word += " (" + lang + ")"
				lines = append(lines, l)
			}
		}
		return lines
	}
	m.Groups = []SettingGroup{
		{page.T("settings.group.operator"), slices.Concat(
			said("operator", "operator-name", func(o review.Operator) string { return o.Name }),
			said("contact", "operator-contact", func(o review.Operator) string { return o.Contact }),
			said("hours", "desk-hours", func(o review.Operator) string { return o.DeskHours }),
			said("purpose", "purpose", func(o review.Operator) string { return o.Purpose }),
			[]SettingLine{line("zone", set.Zone.String(), "time-zone")},
		)},
		{page.T("settings.group.intake"), []SettingLine{
			line("resubmit", days(set.ResubmitWithin), "resubmit-days"), line("rounds", itoa(set.MaxRounds), "max-rounds"),
			line("draft", days(set.DraftLife), ""), line("special", on(set.SpecialPeriod), "special-period"), line("age", age, "min-age"),
			line("upload", Bytes(in.MaxUpload), "max-upload"), line("throttle", on(!in.Unlimited), "rate-limit"),
		}},
		{page.T("settings.group.review"), []SettingLine{
			line("claim", page.exactly(set.ClaimLease), "claim-minutes"), line("take-back", page.exactly(set.TakeBack), ""),
			line("pass", page.exactly(set.PassFor), ""), line("second", or(page.secondRules(set, in.Kinds), page.T("settings.second-none")), "second-review"), line("bulk", on(set.BulkYes), "bulk-yes"), line("looking", on(set.Looking), "looking"), line("lapsed", on(set.LapsedInquiry), "lapsed-inquiry"), line("asker", page.exactly(set.AskerFirst), ""),
			line("complain-within", complaints, "complaint-days"), line("complaint-answer", days(set.ComplaintAnswerIn), "answer-days"),
		}},
		{page.T("settings.group.retention"), []SettingLine{
			line("keep-images", kept(set.Retention.Images), "erase-images-after"), line("keep-approved", kept(set.Retention.Approved), "erase-approved-after"),
			line("keep-rejected", kept(set.Retention.Rejected), "erase-rejected-after"), line("keep-withdrawn", kept(set.Retention.Withdrawn), "erase-withdrawn-after"),
			line("keep-expired", kept(set.Retention.Expired), "erase-expired-after"),
		}},
		{page.T("settings.group.staff"), []SettingLine{
			line("idle", page.exactly(in.Staff.IdleLimit), "session-idle"), line("life", page.exactly(in.Staff.AbsoluteLimit), "session-life"),
			line("invitation", page.exactly(in.Staff.InvitationLife), ""), line("reset", page.exactly(in.Staff.ResetLife), ""),
			line("agreement", on(in.Staff.Agreement), ""),
		}},
		{page.T("settings.group.network"), []SettingLine{
			line("url", in.PublicURL, "public-url"), line("proxies", strings.Join(in.Proxies, ", "), "trusted-proxies"),
			line("mail", on(set.MailPromised), "smtp-host"),
		}},
	}
	if n := len(in.LogKeys); n > 0 {
		keys := SettingGroup{Title: page.T("settings.group.log")}
		for i, key := range in.LogKeys {
			word := "log-key-before"
			if i == n-1 {
				word = "log-key"
			}
			keys.Lines = append(keys.Lines, line(word, key, ""))
		}
		m.Groups = append(m.Groups, keys)
	}
	offered := map[string]bool{}
	for _, k := range in.Offered {
		offered[k.ID] = true
	}
	for _, k := range in.Kinds {
		one := SettingKind{Name: page.T(k.NameID()), ID: k.ID, Version: k.Version, Offered: offered[k.ID], OfferedWord: page.T("settings.not-offered")}
		if one.Offered {
			one.OfferedWord = page.T("settings.offered")
		}
		m.Kinds = append(m.Kinds, one)
	}
	return m
}
