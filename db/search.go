package db

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"shinsa/review"
)

// SetTokens replaces a submission's search tokens. at orders them: the newest are found first. See
// review.Tx.
func (t *tx) SetTokens(ctx context.Context, s review.SubmissionID, at time.Time, tokens [][]byte) error {
	if _, err := t.s.exec(ctx, `DELETE FROM search_tokens WHERE submission_id = $1`, string(s)); err != nil {
		return t.wrap("set tokens", err)
	}
	for len(tokens) > 0 {
		n := min(len(tokens), 32)
		var values strings.Builder
		args := []any{string(s), micros(at)}
		for _, token := range tokens[:n] {
			args = append(args, token)
			fmt.Fprintf(&values, ", ($%d, $2, $1)", len(args))
		}
		tokens = tokens[n:]
		_, err := t.s.exec(ctx, `INSERT INTO search_tokens (token, at, submission_id) VALUES `+values.String()[2:]+
			` ON CONFLICT (token, at, submission_id) DO NOTHING`, args...)
		if err != nil {
			return t.wrap("set tokens", err)
		}
	}
	return nil
}

// looked bounds the rows of one token that a search looks at. A term that fewer submissions than that
// have is searched whole; of terms that are all more common, the newest of the rarest are.
const looked = 4000

// Search returns the newest submissions that have a token of every term. It walks the tokens of the
// rarest term from the newest on and looks each submission up under the others, whose index answers that
// in one step because a submission's tokens all have the same time. Where every term is very common
// (looked), a match that is older than the newest few thousand of a term is not found: a common name and
// a common quarter together are no way to look for somebody. See review.Reader.
func (q *queries) Search(ctx context.Context, terms []review.SearchTerm, limit int) ([]review.QueueRow, error) {
	if len(terms) == 0 {
		return nil, nil
	}
	for _, t := range terms {
		if len(t.Tokens) == 0 {
			return nil, nil
		}
	}
	first, err := q.rarest(ctx, terms)
	if err != nil {
		return nil, q.wrap("search", err)
	}
	now := q.now()
	args := []any{micros(now), looked, limit}
	add := func(token []byte) string {
		args = append(args, token)
		return fmt.Sprintf("$%d", len(args))
	}
	var text strings.Builder
	text.WriteString(selectQueueRow + ` JOIN (SELECT c.at, c.submission_id FROM (`)
	for i, token := range terms[first].Tokens {
		if i > 0 {
			text.WriteString(` UNION `)
		}
		fmt.Fprintf(&text, `SELECT * FROM (SELECT at, submission_id FROM search_tokens WHERE token = %s ORDER BY at DESC, submission_id DESC LIMIT $2) AS t%d`, add(token), i)
	}
	text.WriteString(`) AS c WHERE true`)
	for i, term := range terms {
		if i == first {
			continue
		}
		text.WriteString(` AND EXISTS (SELECT 1 FROM search_tokens AS o WHERE o.at = c.at AND o.submission_id = c.submission_id AND o.token IN (`)
		for j, token := range term.Tokens {
			if j > 0 {
				text.WriteString(`, `)
			}
			text.WriteString(add(token))
		}
		text.WriteString(`))`)
	}
	text.WriteString(` ORDER BY c.at DESC, c.submission_id DESC LIMIT $3) AS found ON found.submission_id = s.id
ORDER BY found.at DESC, found.submission_id DESC`)
	rows, err := q.queueRows(ctx, text.String(), args, now)
	return rows, q.wrap("search", err)
}

// rarest is the index of the term whose tokens fewest submissions have; counting stops at looked.
func (q *queries) rarest(ctx context.Context, terms []review.SearchTerm) (int, error) {
	if len(terms) == 1 {
		return 0, nil
	}
	best, fewest := 0, 0
	for i, term := range terms {
		n := 0
		for _, token := range term.Tokens {
			var have int
			err := q.one(ctx, `SELECT count(*) FROM (SELECT 1 FROM search_tokens WHERE token = $1 LIMIT $2) AS have`, []any{token, looked}, &have)
			if err != nil {
				return 0, err
			}
			n += have
		}
		if i == 0 || n < fewest {
			best, fewest = i, n
		}
	}
	return best, nil
}

// InsertSearch remembers what a session searched for. See review.Tx.
func (t *tx) InsertSearch(ctx context.Context, id, session string, terms []review.SearchTerm, at time.Time) error {
	stored, err := json.Marshal(terms)
	if err == nil {
		_, err = t.s.exec(ctx, `INSERT INTO searches (id, session, terms, created_at) VALUES ($1, $2, $3, $4)`, id, session, stored, micros(at))
	}
	return t.wrap("insert search", err)
}

// SavedSearch reads a search of the same session. See review.Reader.
func (q *queries) SavedSearch(ctx context.Context, id, session string) ([]review.SearchTerm, error) {
	var stored []byte
	if err := q.one(ctx, `SELECT terms FROM searches WHERE id = $1 AND session = $2`, []any{id, session}, &stored); err != nil {
		return nil, q.wrap("saved search", err)
	}
	var terms []review.SearchTerm
	return terms, q.wrap("saved search", json.Unmarshal(stored, &terms))
}

// DeleteSearches forgets searches made before a time, and says how many.
func (s *Store) DeleteSearches(ctx context.Context, before time.Time) (n int64, err error) {
	err = s.write(ctx, func(t *tx) error {
		n, err = t.s.exec(ctx, `DELETE FROM searches WHERE created_at < $1`, micros(before))
		return t.wrap("delete searches", err)
	})
	return n, err
}
