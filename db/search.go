package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
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

// A search looks at the newest few entries of its rarest term first, which answers nearly all. Where
// every term is common and too few of those have the other terms, it goes through all terms' entries
// side by side, from the newest on, and through many at most: a match that is older than the newest many
// of each term is not found. A common name and a common quarter together are no way to look for
// somebody.
const (
	few  = 1_000
	many = 16_000
)

// Search returns the newest submissions that have a token of every term. See review.Reader.
func (q *queries) Search(ctx context.Context, terms []review.SearchTerm, limit int) ([]review.QueueRow, error) {
	if len(terms) == 0 || slices.ContainsFunc(terms, func(t review.SearchTerm) bool { return len(t.Tokens) == 0 }) {
		return nil, nil
	}
	first, n, err := q.rarest(ctx, terms)
	if err != nil {
		return nil, q.wrap("search", err)
	}
	rows, err := q.searchRarest(ctx, terms, first, limit)
	if err == nil && len(rows) < limit && n > few && len(terms) > 1 {
		rows, err = q.searchAll(ctx, terms, limit)
	}
	return rows, q.wrap("search", err)
}

// rarest is the index of the term whose tokens have the fewest entries, and how many; counting stops
// above few.
func (q *queries) rarest(ctx context.Context, terms []review.SearchTerm) (first, n int, err error) {
	for i, term := range terms {
		sum := 0
		for _, token := range term.Tokens {
			var have int
			err := q.one(ctx, `SELECT count(*) FROM (SELECT 1 FROM search_tokens WHERE token = $1 LIMIT $2) AS have`, []any{token, few + 1}, &have)
			if err != nil {
				return 0, 0, err
			}
			sum += have
		}
		if i == 0 || sum < n {
			first, n = i, sum
		}
	}
	return first, n, nil
}

// statement is the text of a query that is put together, with its arguments.
type statement struct {
	strings.Builder
	args []any
}

// arg adds an argument and returns its name in the text.
func (s *statement) arg(v any) string {
	s.args = append(s.args, v)
	return fmt.Sprintf("$%d", len(s.args))
}

// found reads the rows of the submissions that a query of at and submission_id finds.
func (q *queries) found(ctx context.Context, s *statement, now time.Time, query string) ([]review.QueueRow, error) {
	return q.queueRows(ctx, selectQueueRow+` JOIN (`+query+`) AS found ON found.submission_id = s.id
ORDER BY found.at DESC, found.submission_id DESC`, s.args, now)
}

// searchRarest looks each of the newest few entries of one term up under the others. A submission's
// entries all have the same time, so each look is one step in the index.
func (q *queries) searchRarest(ctx context.Context, terms []review.SearchTerm, first, limit int) ([]review.QueueRow, error) {
	now := q.now()
	var s statement
	s.arg(micros(now))
	s.WriteString(`SELECT c.at, c.submission_id FROM (`)
	for i, token := range terms[first].Tokens {
		if i > 0 {
			s.WriteString(` UNION `)
		}
		fmt.Fprintf(&s, `SELECT * FROM (SELECT at, submission_id FROM search_tokens WHERE token = %s ORDER BY at DESC, submission_id DESC LIMIT %d) AS t%d`, s.arg(token), few, i)
	}
	fmt.Fprintf(&s, ` ORDER BY at DESC, submission_id DESC LIMIT %d) AS c WHERE true`, few)
	for i, term := range terms {
		if i == first {
			continue
		}
		s.WriteString(` AND EXISTS (SELECT 1 FROM search_tokens AS o WHERE o.at = c.at AND o.submission_id = c.submission_id AND o.token IN (`)
		for j, token := range term.Tokens {
			if j > 0 {
				s.WriteString(`, `)
			}
			s.WriteString(s.arg(token))
		}
		s.WriteString(`))`)
	}
	return q.found(ctx, &s, now, s.String()+` ORDER BY c.at DESC, c.submission_id DESC LIMIT `+s.arg(limit))
}

// searchAll goes through the entries of all terms at once. On SQLite both sides of an INTERSECT come in
// the index's order and are merged until enough are found.
func (q *queries) searchAll(ctx context.Context, terms []review.SearchTerm, limit int) ([]review.QueueRow, error) {
	var since int64
	for _, term := range terms {
		for _, token := range term.Tokens {
			err := q.s.each(ctx, `SELECT at FROM search_tokens WHERE token = $1 ORDER BY at DESC LIMIT 1 OFFSET $2`, []any{token, many},
				func(r *sql.Rows) error {
					var at int64
					err := r.Scan(&at)
					since = max(since, at)
					return err
				})
			if err != nil {
				return nil, err
			}
		}
	}
	now := q.now()
	var s statement
	s.arg(micros(now))
	from := s.arg(since)
	for i, term := range terms {
		if i > 0 {
			s.WriteString(` INTERSECT `)
		}
		if len(term.Tokens) > 1 {
			s.WriteString(`SELECT * FROM (`)
		}
		for j, token := range term.Tokens {
			if j > 0 {
				s.WriteString(` UNION `)
			}
			fmt.Fprintf(&s, `SELECT at, submission_id FROM search_tokens WHERE token = %s AND at >= %s`, s.arg(token), from)
		}
		if len(term.Tokens) > 1 {
			fmt.Fprintf(&s, `) AS t%d`, i)
		}
	}
	return q.found(ctx, &s, now, s.String()+` ORDER BY at DESC, submission_id DESC LIMIT `+s.arg(limit))
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
