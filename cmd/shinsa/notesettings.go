package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"shinsa/audit"
	"shinsa/db"
	"shinsa/review"
	"shinsa/staff"
)

// markSettings is the store's mark of the settings with which a server last worked.
const markSettings = db.SettingsMark

// settingsInForce are the settings by which people work, by the names of their flags, as they can stand in a leaf. Of words only a
// digest is taken. What is in a file that is read again has entries of its own, and so have the periods of retention.
func settingsInForce(set review.Settings, people staff.Settings) map[string]string {
	yes := func(b bool) string {
		if b {
			return "yes"
		}
		return "no"
	}
	digest := func(v any) string {
		text, _ := json.Marshal(v) // plain values cannot fail
		sum := sha256.Sum256(text)
		return hex.EncodeToString(sum[:8])
	}
	seconds := func(d time.Duration) string { return strconv.Itoa(int(d / time.Second)) }
	kinds := "all"
	if len(set.Kinds) > 0 {
		kinds = digest(set.Kinds)
	}
	second := "none"
	if len(set.Second) > 0 {
		second = digest(set.Second)
	}
	return map[string]string{
		"claim-seconds": seconds(set.ClaimLease), "take-back-seconds": seconds(set.TakeBack), "resubmit-seconds": seconds(set.ResubmitWithin),
		"complaint-seconds": seconds(set.ComplainWithin), "complaint-answer-seconds": seconds(set.ComplaintAnswerIn),
		"max-rounds": strconv.Itoa(set.MaxRounds), "min-age": strconv.Itoa(set.MinAge), "special-period": yes(set.SpecialPeriod),
		"bulk-yes": yes(set.BulkYes), "looking": yes(set.Looking), "lapsed-inquiry": yes(set.LapsedInquiry), "mail": yes(set.MailPromised),
		"kinds-offered": kinds, "second-review": second, "operator": digest([]any{set.Operator, set.OperatorIn}),
		"time-zone":            zoneCode(set.Zone),
		"session-idle-seconds": seconds(people.IdleLimit), "session-life-seconds": seconds(people.AbsoluteLimit), "role-agreement": yes(people.Agreement),
	}
}

// noteSettings keeps the settings with which this server works, and puts what has changed since the last one into the log.
func (p *parts) noteSettings(ctx context.Context, log *slog.Logger) error {
	now := settingsInForce(p.desk.Settings(), p.staff.Settings())
	text, err := json.Marshal(now)
	if err != nil {
		return err
	}
	was, err := p.notedSettings(ctx)
	if err != nil || maps.Equal(was, now) {
		return err
	}
	var facts []audit.Fact
	for _, name := range slices.Sorted(maps.Keys(now)) {
		// One that an older program did not note has not changed.
		if old, noted := was[name]; noted && old != now[name] {
			facts = append(facts, audit.Public(name, now[name]))
		}
	}
	if err := p.setMark(ctx, markSettings, string(text), facts); err != nil {
		return err
	}
	if len(facts) > 0 {
		log.Info("settings have changed", slog.Int("how many", len(facts)))
	}
	return nil
}

// notedSettings are those that the last server noted; none when none did.
func (p *parts) notedSettings(ctx context.Context) (map[string]string, error) {
	noted := map[string]string{}
	text, err := p.mark(ctx, markSettings)
	if err != nil || text == "" {
		return noted, err
	}
	if err := json.Unmarshal([]byte(text), &noted); err != nil {
		return nil, fmt.Errorf("the store's mark of its settings: %w", err)
	}
	return noted, nil
}

// zoneCode is a time zone as it can stand in a leaf.
func zoneCode(zone *time.Location) string {
	return strings.ToLower(strings.ReplaceAll(zone.String(), "/", "."))
}

// setMark keeps a mark of settings and writes into the log, at once with it, which have changed, and to what.
func (p *parts) setMark(ctx context.Context, mark, text string, facts []audit.Fact) error {
	if len(facts) == 0 {
		return p.store.SetMeta(ctx, mark, text)
	}
	e, err := p.settingsEntry(facts)
	if err != nil {
		return err
	}
	return p.store.SetMeta(ctx, mark, text, e)
}

// logSettings writes into the log which settings of a file have changed, and to what.
func (p *parts) logSettings(ctx context.Context, facts []audit.Fact) error {
	e, err := p.settingsEntry(facts)
	if err != nil {
		return err
	}
	return p.store.Write(ctx, func(tx review.Tx) error { return tx.Log(ctx, e) })
}

func (p *parts) settingsEntry(facts []audit.Fact) (audit.Entry, error) {
	return p.recorder.Entry(audit.SettingsChanged, time.Now().UTC().Truncate(time.Microsecond), "", facts...)
}
