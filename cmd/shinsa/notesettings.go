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
	"shinsa/review"
	"shinsa/staff"
)

// markSettings is the store's mark of the settings with which a server last worked.
const markSettings = "settings"

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
		"time-zone":            strings.ToLower(strings.ReplaceAll(set.Zone.String(), "/", ".")),
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
	before, err := p.mark(ctx, markSettings)
	if err != nil || before == string(text) {
		return err
	}
	was := map[string]string{}
	if before != "" {
		if err := json.Unmarshal([]byte(before), &was); err != nil {
			return fmt.Errorf("the store's mark of its settings: %w", err)
		}
	}
	var facts []audit.Fact
	for _, name := range slices.Sorted(maps.Keys(now)) {
		// One that an older program did not note has not changed.
		if old, noted := was[name]; noted && old != now[name] {
			facts = append(facts, audit.Public(name, now[name]))
		}
	}
	if len(facts) > 0 {
		if err := p.logSettings(ctx, facts); err != nil {
			return err
		}
		log.Info("settings have changed", slog.Int("how many", len(facts)))
	}
	return p.store.SetMeta(ctx, markSettings, string(text))
}

// logSettings writes into the log which settings have changed, and to what.
func (p *parts) logSettings(ctx context.Context, facts []audit.Fact) error {
	e, err := p.recorder.Entry(audit.SettingsChanged, time.Now().UTC().Truncate(time.Microsecond), "", facts...)
	if err != nil {
		return err
	}
	return p.store.Write(ctx, func(tx review.Tx) error { return tx.Log(ctx, e) })
}
