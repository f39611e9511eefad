package db

import (
	"context"
	"database/sql"
	"time"

	"shinsa/review"
	"shinsa/seal"
)

// page is how many rows a sweep reads at a time, so that it holds nobody up for long.
const page = 1000

// BlobNames calls f with every blob that a row names, so that a sweep can tell what belongs to nothing.
// It reads while others write: a blob made since it began may be missing, so a sweep leaves young ones.
// f's error ends it and is returned.
func (s *Store) BlobNames(ctx context.Context, f func(name string) error) error {
	type names struct {
		id    string
		blobs [4]string
	}
	for last := ""; ; {
		rows, err := collect(ctx, &s.queries, `SELECT id, original, screen, preview, thumb FROM images WHERE id > $1 ORDER BY id LIMIT $2`,
			[]any{last, page}, func(r *sql.Rows, to *names) error {
				return r.Scan(&to.id, &to.blobs[0], &to.blobs[1], &to.blobs[2], &to.blobs[3])
			})
		if err != nil {
			return s.wrap("blob names", err)
		}
		for _, r := range rows {
			for _, name := range r.blobs {
				if name == "" {
					continue
				}
				if err := f(name); err != nil {
					return err
				}
			}
		}
		if len(rows) < page {
			return nil
		}
		last = rows[len(rows)-1].id
	}
}

// KeyIDs calls f with every data key that something is sealed under, so that a sweep can tell which keys
// belong to nothing; those of what was erased or destroyed do not. A key may come more than once. As
// with BlobNames, keys made since it began may be missing.
func (s *Store) KeyIDs(ctx context.Context, f func(id seal.KeyID) error) error {
	type key struct {
		id string
		n  int64
		of seal.KeyID
	}
	for _, query := range []string{
		`SELECT id, 0, key_id FROM submissions WHERE id > $1 AND $2 >= 0 ORDER BY id LIMIT $3`,
		`SELECT submission_id, n, key_id FROM rounds WHERE (submission_id, n) > ($1, $2) ORDER BY submission_id, n LIMIT $3`,
		`SELECT submission_id, 0, key_id FROM worksheets WHERE submission_id > $1 AND $2 >= 0 ORDER BY submission_id LIMIT $3`,
		`SELECT d.id, 0, CASE WHEN s.erased_at = 0 THEN d.key_id ELSE '' END FROM decisions AS d JOIN submissions AS s ON s.id = d.submission_id
WHERE d.id > $1 AND $2 >= 0 ORDER BY d.id LIMIT $3`,
		`SELECT id, 0, key_id FROM exports WHERE id > $1 AND $2 >= 0 ORDER BY id LIMIT $3`,
		`SELECT id, 0, CASE WHEN purged_at = 0 THEN key_id ELSE '' END FROM images WHERE id > $1 AND $2 >= 0 ORDER BY id LIMIT $3`,
	} {
		for last := (key{}); ; {
			rows, err := collect(ctx, &s.queries, query, []any{last.id, last.n, page},
				func(r *sql.Rows, to *key) error { return r.Scan(&to.id, &to.n, &to.of) })
			if err != nil {
				return s.wrap("key ids", err)
			}
			for _, r := range rows {
				if r.of == "" {
					continue
				}
				if err := f(r.of); err != nil {
					return err
				}
			}
			if len(rows) < page {
				break
			}
			last = rows[len(rows)-1]
		}
	}
	return nil
}

// Erasure names a submission that was erased.
type Erasure struct {
	Submission review.SubmissionID
	At         time.Time
}

// Erasures lists the submissions erased since a time, oldest first, for the list that is kept outside
// the backup.
func (s *Store) Erasures(ctx context.Context, since time.Time) ([]Erasure, error) {
	all, err := collect(ctx, &s.queries, `SELECT id, erased_at FROM submissions WHERE erased_at > 0 AND erased_at >= $1 ORDER BY erased_at, id`,
		[]any{micros(since)}, func(r *sql.Rows, to *Erasure) error { return r.Scan(&to.Submission, stamp{&to.At}) })
	return all, s.wrap("erasures", err)
}
