package db

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"shinsa/review"
)

// InsertDecision keeps a decision and the images on which it was made. See review.Tx.
func (t *tx) InsertDecision(ctx context.Context, d *review.Decision) error {
	answers, err := json.Marshal(d.Answers)
	if err != nil {
		return t.wrap("insert decision", err)
	}
	images, digests := packImages(d.Images)
	_, err = t.s.exec(ctx, `INSERT INTO decisions (id, submission_id, round, stage, outcome, staff_id, kind, kind_version, policy_version,
seen_version, lang, answers, reasons, images, digests, decided_at, effective_at, handling, waiting, key_id, note_sealed, message_sealed,
second_asked, first_id, led_to, own_words, sent_sealed, bulk, marks, marks_sealed, answer_times, looking, back_shown, answered, in_bulk, answer_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36)`,
		string(d.ID), string(d.Submission), d.Round, string(d.Stage), string(d.Outcome), string(d.By), d.Kind, d.KindVersion, d.PolicyVersion,
		d.Seen, d.Lang, string(answers), join(d.Reasons), images, digests, micros(d.DecidedAt), micros(d.EffectiveAt),
		d.Handling.Microseconds(), d.Waiting.Microseconds(), string(d.Key), orNull(d.Note), orNull(d.Message),
		join(d.SecondAsked), string(d.First), string(d.LedTo), number(d.OwnWords), orNull(d.Sent), join(d.Bulk), d.MarkCount, orNull(d.Marks), packTimes(d.Times),
		d.Looking, int(d.BackShown()), len(d.Answers), len(d.Bulk), micros(d.AnswerBy))
	if err != nil {
		return t.wrap("insert decision", err)
	}
	return t.practise(ctx, d.By)
}

// packImages writes images and their digests as two lists by side, so that a digest can be destroyed and
// the rest stays as it was written.
func packImages(all []review.DecisionImage) (images, digests string) {
	var ids, hexes []string
	for _, i := range all {
		ids = append(ids, i.Side+":"+string(i.Image))
		if len(i.Digest) > 0 {
			hexes = append(hexes, i.Side+":"+hex.EncodeToString(i.Digest))
		}
	}
	return join(ids), join(hexes)
}

// unpackImages reads what packImages wrote.
func unpackImages(images, digests string) (all []review.DecisionImage, err error) {
	bySide := map[string][]byte{}
	for _, d := range split(digests) {
		side, text, _ := strings.Cut(d, ":")
		if bySide[side], err = hex.DecodeString(text); err != nil {
			return nil, errors.New("a digest is not hexadecimal")
		}
	}
	for _, i := range split(images) {
		side, id, _ := strings.Cut(i, ":")
		all = append(all, review.DecisionImage{Side: side, Image: review.ImageID(id), Digest: bySide[side]})
	}
	return all, nil
}

// forgetDigest destroys the digest of one image in the decisions on its submission.
func (t *tx) forgetDigest(ctx context.Context, id review.ImageID) error {
	type row struct{ decision, images, digests string }
	rows, err := collect(ctx, &t.queries, `SELECT d.id, d.images, d.digests FROM images AS i JOIN decisions AS d ON d.submission_id = i.submission_id
WHERE i.id = $1 AND d.digests <> '' ORDER BY d.id`, []any{string(id)}, func(r *sql.Rows, to *row) error { return r.Scan(&to.decision, &to.images, &to.digests) })
	if err != nil {
		return err
	}
	for _, row := range rows {
		all, err := unpackImages(row.images, row.digests)
		if err != nil {
			return err
		}
		for i := range all {
			if all[i].Image == id {
				all[i].Digest = nil
			}
		}
		if _, left := packImages(all); left != row.digests {
			if _, err := t.s.exec(ctx, `UPDATE decisions SET digests = $2 WHERE id = $1`, row.decision, left); err != nil {
				return err
			}
		}
	}
	return nil
}

// InsertRetraction records that a decision was taken back; review.ErrAlreadyDecided when it was before.
func (t *tx) InsertRetraction(ctx context.Context, r review.Retraction) error {
	n, err := t.s.exec(ctx, `INSERT INTO retractions (decision_id, staff_id, at) VALUES ($1, $2, $3) ON CONFLICT (decision_id) DO NOTHING`,
		string(r.Decision), string(r.By), micros(r.At))
	if err := t.onlyOnce("insert retraction", n, err); err != nil {
		return err
	}
	return t.unpractise(ctx, r.Decision)
}

// InsertReport records that the author thinks a decision a mistake; review.ErrAlreadyDecided when it was
// reported before.
func (t *tx) InsertReport(ctx context.Context, r review.Report) error {
	n, err := t.s.exec(ctx, `INSERT INTO reports (decision_id, staff_id, at, note_sealed) VALUES ($1, $2, $3, $4) ON CONFLICT (decision_id) DO NOTHING`,
		string(r.Decision), string(r.By), micros(r.At), orNull(r.Note))
	return t.onlyOnce("insert report", n, err)
}

func (t *tx) onlyOnce(op string, n int64, err error) error {
	if err == nil && n == 0 {
		return fmt.Errorf("db: %s: %w", op, review.ErrAlreadyDecided)
	}
	return t.wrap(op, err)
}

// InsertAudit keeps a verdict on a decision. See review.Tx.
func (t *tx) InsertAudit(ctx context.Context, a *review.Audit) error {
	_, err := t.s.exec(ctx, `INSERT INTO audits (id, decision_id, verdict, severity, sample_id, staff_id, at, note_sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		a.ID, string(a.Decision), string(a.Verdict), string(a.Severity), string(a.Sample), string(a.By), micros(a.At), orNull(a.Note))
	return t.wrap("insert audit", err)
}

const selectDecision = `SELECT d.id, d.submission_id, d.round, d.stage, d.outcome, d.staff_id, d.kind, d.kind_version, d.policy_version,
d.seen_version, d.lang, d.answers, d.reasons, d.images, d.digests, d.decided_at, d.effective_at, d.handling, d.waiting, d.key_id, d.note_sealed, d.message_sealed,
d.second_asked, d.first_id, d.led_to, d.own_words, d.sent_sealed, d.bulk, d.marks, d.marks_sealed, d.answer_times, d.looking, d.answer_by,
s.reference, COALESCE(p.name, ''), t.staff_id, t.at, r.staff_id, r.at, r.note_sealed
FROM decisions AS d
JOIN submissions AS s ON s.id = d.submission_id
LEFT JOIN staff AS p ON p.id = d.staff_id
LEFT JOIN retractions AS t ON t.decision_id = d.id
LEFT JOIN reports AS r ON r.decision_id = d.id`

func scanDecision(r *sql.Rows, d *review.DecisionRecord) error {
	var answers, images, digests, times string
	var takenBy, reportedBy sql.NullString
	var retraction review.Retraction
	var report review.Report
	err := r.Scan(&d.ID, &d.Submission, &d.Round, &d.Stage, &d.Outcome, &d.By, &d.Kind, &d.KindVersion, &d.PolicyVersion,
		&d.Seen, &d.Lang, &answers, list{&d.Reasons}, &images, &digests, stamp{&d.DecidedAt}, stamp{&d.EffectiveAt}, span{&d.Handling}, span{&d.Waiting},
		&d.Key, &d.Note, &d.Message,
		list{&d.SecondAsked}, &d.First, &d.LedTo, truth{&d.OwnWords}, &d.Sent, list{&d.Bulk}, &d.MarkCount, &d.Marks, &times, &d.Looking, stamp{&d.AnswerBy},
		&d.Reference, &d.ByName,
		&takenBy, stamp{&retraction.At}, &reportedBy, stamp{&report.At}, &report.Note)
	if err != nil {
		return err
	}
	if takenBy.Valid {
		retraction.Decision, retraction.By = d.ID, review.StaffID(takenBy.String)
		d.Retraction = &retraction
	}
	if reportedBy.Valid {
		report.Decision, report.By = d.ID, review.StaffID(reportedBy.String)
		d.Report = &report
	}
	if d.Images, err = unpackImages(images, digests); err != nil {
		return err
	}
	if d.Times, err = unpackTimes(times); err != nil {
		return err
	}
	return json.Unmarshal([]byte(answers), &d.Answers)
}

// packTimes writes times as JSON of microseconds by item, nothing for none.
func packTimes(times review.AnswerTimes) string {
	if len(times) == 0 {
		return ""
	}
	all := map[string]int64{}
	for item, at := range times {
		all[item] = micros(at)
	}
	text, _ := json.Marshal(all) // a map of numbers cannot fail
	return string(text)
}

func unpackTimes(text string) (review.AnswerTimes, error) {
	if text == "" {
		return nil, nil
	}
	var all map[string]int64
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		return nil, err
	}
	times := review.AnswerTimes{}
	for item, at := range all {
		times[item] = time.UnixMicro(at).UTC()
	}
	return times, nil
}

// records reads decisions and what became of them.
func (q *queries) records(ctx context.Context, query string, args ...any) ([]review.DecisionRecord, error) {
	records, err := collect(ctx, q, query, args, scanDecision)
	if err != nil || len(records) == 0 {
		return records, err
	}
	at := make(map[review.DecisionID]*review.DecisionRecord, len(records))
	ids := make([]any, len(records))
	for i := range records {
		at[records[i].ID], ids[i] = &records[i], string(records[i].ID)
	}
	err = q.s.each(ctx, `SELECT a.id, a.decision_id, a.verdict, a.severity, a.sample_id, a.staff_id, a.at, a.note_sealed, COALESCE(p.name, ''), w.staff_id, w.at, w.text_sealed
FROM audits AS a LEFT JOIN staff AS p ON p.id = a.staff_id LEFT JOIN audit_answers AS w ON w.audit_id = a.id WHERE a.decision_id IN ($1`+placeholders(2, len(ids))+`) ORDER BY a.decision_id, a.at, a.id`, ids,
		func(r *sql.Rows) error {
			var a review.Audit
			var name string
			var answered sql.NullString
			var answer review.VerdictAnswer
			err := r.Scan(&a.ID, &a.Decision, &a.Verdict, &a.Severity, &a.Sample, &a.By, stamp{&a.At}, &a.Note, &name, &answered, stamp{&answer.At}, &answer.Text)
			if answered.Valid {
				answer.Audit, answer.By = a.ID, review.StaffID(answered.String)
				a.Answer = &answer
			}
			if d := at[a.Decision]; err == nil && d != nil {
				d.Audits, d.AuditNames = append(d.Audits, a), append(d.AuditNames, name)
			}
			return err
		})
	return records, err
}

// Decision reads a decision and what became of it. See review.Reader.
func (q *queries) Decision(ctx context.Context, id review.DecisionID) (*review.DecisionRecord, error) {
	records, err := q.records(ctx, selectDecision+` WHERE d.id = $1`, string(id))
	if err == nil && len(records) == 0 {
		err = review.ErrNotFound
	}
	if err != nil {
		return nil, q.wrap("decision", err)
	}
	return &records[0], nil
}

// Decisions lists every decision on a submission, oldest first, also those taken back or not yet in
// effect. See review.Reader.
func (q *queries) Decisions(ctx context.Context, s review.SubmissionID) ([]review.DecisionRecord, error) {
	records, err := q.records(ctx, selectDecision+` WHERE d.submission_id = $1 ORDER BY d.decided_at, d.id`, string(s))
	return records, q.wrap("decisions", err)
}

// DecisionList lists decisions in effect, newest first; those taken back never were. See
// review.DecisionQuery.
func (q *queries) DecisionList(ctx context.Context, query review.DecisionQuery) ([]review.DecisionRecord, error) {
	args := []any{micros(query.Now), string(query.Reader)}
	where := []string{`d.effective_at <= $1`, `t.decision_id IS NULL`, `(d.staff_id = $2 OR NOT ` + awaitsSecond + `)`}
	add := func(condition string, v any) {
		args = append(args, v)
		where = append(where, fmt.Sprintf(condition, len(args)))
	}
	if query.By != "" {
		add(`d.staff_id = $%d`, string(query.By))
	}
	if query.Kind != "" {
		add(`d.kind = $%d`, query.Kind)
	}
	if query.Outcome != "" {
		add(`d.outcome = $%d`, string(query.Outcome))
	}
	if query.Lang != "" {
		add(`d.lang = $%d`, query.Lang)
	}
	if query.Finding != "" {
		add(hasFinding, query.Finding)
	}
	if !query.From.IsZero() {
		add(`d.decided_at >= $%d`, micros(query.From))
	}
	if !query.Until.IsZero() {
		add(`d.decided_at < $%d`, micros(query.Until))
	}
	if c := query.After; c != nil {
		add(`(d.decided_at, d.id) < ($%d`, micros(c.DecidedAt))
		args = append(args, string(c.ID))
		where[len(where)-1] += fmt.Sprintf(`, $%d)`, len(args))
	}
	if query.Reported {
		where = append(where, `r.decision_id IS NOT NULL`,
			`NOT EXISTS (SELECT 1 FROM audits AS a WHERE a.decision_id = d.id AND a.at >= r.at)`)
	}
	args = append(args, query.Limit)
	records, err := q.records(ctx, selectDecision+` WHERE `+strings.Join(where, ` AND `)+
		fmt.Sprintf(` ORDER BY d.decided_at DESC, d.id DESC LIMIT $%d`, len(args)), args...)
	return records, q.wrap("decision list", err)
}

// awaitsSecond says of a decision d in effect on a submission s that the second opinion on it is not there
// yet at $1, also before anybody has settled the submission. Of most decisions it is known at the first word.
const awaitsSecond = `(d.second_asked <> '' AND s.erased_at = 0
AND (s.state = 'second_review' OR s.next_state = 'second_review' AND s.decision_id = d.id)
AND NOT EXISTS (SELECT 1 FROM decisions AS o WHERE o.submission_id = d.submission_id AND o.first_id = d.id AND o.effective_at <= $1
	AND NOT EXISTS (SELECT 1 FROM retractions AS u WHERE u.decision_id = o.id)))`

// concludes says of a decision d that it gave its applicant an outcome. One that a second opinion was
// asked on did not, nor did one that contradicts another.
const concludes = `(d.outcome <> 'escalate' AND d.led_to <> 'second_review' AND d.led_to <> 'escalated')`

// RecentWaits returns how long the last decided rounds waited. A round is decided when its applicant has
// an outcome, so neither an escalation counts nor a decision that a second one must confirm. See
// review.Reader.
func (q *queries) RecentWaits(ctx context.Context, now time.Time, n int) ([]time.Duration, error) {
	waits, err := collect(ctx, q, `SELECT d.waiting FROM decisions AS d JOIN submissions AS s ON s.id = d.submission_id
WHERE d.effective_at <= $1 AND `+concludes+`
AND NOT EXISTS (SELECT 1 FROM retractions AS t WHERE t.decision_id = d.id)
AND (s.round > d.round OR s.decision_id = d.id)
ORDER BY d.decided_at DESC, d.id DESC LIMIT $2`, []any{micros(now), n}, func(r *sql.Rows, to *time.Duration) error { return r.Scan(span{to}) })
	return waits, q.wrap("recent waits", err)
}
