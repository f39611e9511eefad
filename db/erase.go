package db

import (
	"context"
	"time"

	"shinsa/review"
)

// erasures are what is forgotten of a submission, $1. Decisions stay with their codes; what is sealed in
// them ends with its key. Log entries stay, without the salts that open them.
var erasures = []string{
	`UPDATE rounds SET fields_sealed = NULL, key_id = '' WHERE submission_id = $1`,
	`UPDATE images SET digest = NULL, original = '', screen = '', preview = '', thumb = '', name_sealed = NULL, facts_sealed = NULL, key_id = ''
WHERE submission_id = $1`,
	`UPDATE decisions SET digests = '' WHERE submission_id = $1`,
	`DELETE FROM worksheets WHERE submission_id = $1`,
	`UPDATE skips SET note_sealed = NULL, key_id = '' WHERE submission_id = $1`,
	`UPDATE handovers SET note_sealed = NULL, key_id = '' WHERE submission_id = $1`,
	`UPDATE replies SET text_sealed = NULL, key_id = '' WHERE submission_id = $1`,
	`UPDATE comments SET text_sealed = NULL, key_id = '' WHERE submission_id = $1`,
	`UPDATE complaints SET text_sealed = NULL, key_id = '', waiting = 0 WHERE submission_id = $1`,
	`UPDATE complaint_answers SET message_sealed = NULL, key_id = '' WHERE complaint_id IN (SELECT id FROM complaints WHERE submission_id = $1)`,
	`UPDATE stays SET reason_sealed = NULL, key_id = '' WHERE submission_id = $1`,
	`UPDATE priorities SET reason_sealed = NULL, key_id = '' WHERE submission_id = $1`,
	`DELETE FROM search_tokens WHERE submission_id = $1`,
	`DELETE FROM traces WHERE submission_id = $1`,
	`DELETE FROM context_views WHERE submission_id = $1`,
	`UPDATE log_entries SET subject = '', salt = NULL WHERE subject = $1 AND subject <> ''`,
	`DELETE FROM outbox WHERE submission_id = $1 AND sent_at = 0`,
}

// Erase forgets a submission. What lists and counts know of it goes, too. It may be called again, as it
// is when a restored backup is brought up to date. See review.Tx.
func (t *tx) Erase(ctx context.Context, id review.SubmissionID, at time.Time) error {
	s, err := t.LockSubmission(ctx, review.SubmissionKey{ID: id})
	if err != nil {
		return err
	}
	for _, statement := range erasures {
		if _, err := t.s.exec(ctx, statement, string(id)); err != nil {
			return t.wrap("erase", err)
		}
	}
	if s.ErasedAt.IsZero() {
		s.ErasedAt = at
	}
	if _, err := t.s.exec(ctx, `UPDATE stays SET ended_at = $2 WHERE submission_id = $1 AND ended_at = 0`, string(id), micros(at)); err != nil {
		return t.wrap("erase", err)
	}
	s.Claim, s.Stays = review.Claim{}, 0
	return t.SaveSubmission(ctx, s)
}
