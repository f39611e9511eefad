package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"shinsa/review"
	"shinsa/training"
)

// Training keeps sets of training in the store, in tables that nothing else reads.
type Training struct{ store *Store }

var _ training.Store = Training{}

// Training returns the store's part for training.
func (s *Store) Training() Training { return Training{s} }

const setColumns = `id, person_id, by_id, seed, size, mix, day, made_at`

func scanSet(r *sql.Rows, s *training.Set) error {
	return r.Scan(&s.ID, &s.Person, &s.By, &s.Seed, &s.Size, &s.Mix, stamp{&s.Day}, stamp{&s.MadeAt})
}

// AddSet inserts a set. See training.Store.
func (t Training) AddSet(ctx context.Context, s *training.Set, unfinished int) (added bool, err error) {
	err = t.store.write(ctx, func(tx *tx) error {
		added = false
		var n int
		err := tx.one(ctx, `SELECT count(*) FROM training_sets AS s WHERE s.person_id = $1
AND s.size > (SELECT count(*) FROM training_cases AS c WHERE c.set_id = s.id AND c.answered_at > 0)`, []any{string(s.Person)}, &n)
		if err != nil || n >= unfinished {
			return tx.wrap("count training sets", err)
		}
		_, err = tx.s.exec(ctx, `INSERT INTO training_sets (`+setColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			s.ID, string(s.Person), string(s.By), s.Seed, s.Size, string(s.Mix), micros(s.Day), micros(s.MadeAt))
		added = err == nil
		return tx.wrap("add training set", err)
	})
	return added, err
}

// Set reads a set. See training.Store.
func (t Training) Set(ctx context.Context, id string) (*training.Set, error) {
	all, err := collect(ctx, &t.store.queries, `SELECT `+setColumns+` FROM training_sets WHERE id = $1`, []any{id}, scanSet)
	if err == nil && len(all) == 0 {
		err = review.ErrNotFound
	}
	if err != nil {
		return nil, t.store.wrap("training set", err)
	}
	return &all[0], nil
}

// Sets lists sets. See training.Store.
func (t Training) Sets(ctx context.Context, person review.StaffID) ([]training.Set, error) {
	all, err := collect(ctx, &t.store.queries, `SELECT `+setColumns+` FROM training_sets WHERE person_id = $1 OR $1 = '' ORDER BY id DESC`, []any{string(person)}, scanSet)
	return all, t.store.wrap("training sets", err)
}

// Records lists opened cases. See training.Store.
func (t Training) Records(ctx context.Context, person review.StaffID) ([]training.Record, error) {
	all, err := collect(ctx, &t.store.queries, `SELECT c.set_id, c.n, c.opened_at, c.answered_at, c.work, c.outcome, c.answers, c.reasons, c.defects, c.seen, c.named, c.false_alarm
FROM training_cases AS c JOIN training_sets AS s ON s.id = c.set_id WHERE s.person_id = $1 OR $1 = '' ORDER BY c.set_id, c.n`, []any{string(person)}, scanRecord)
	return all, t.store.wrap("training cases", err)
}

func scanRecord(r *sql.Rows, to *training.Record) error {
	var work, answers string
	err := r.Scan(&to.Set, &to.N, stamp{&to.OpenedAt}, stamp{&to.AnsweredAt}, &work, &to.Answer.Outcome, &answers, list{&to.Answer.Reasons},
		list{&to.Defects}, list{&to.Seen}, list{&to.Named}, truth{&to.FalseAlarm})
	if err != nil {
		return err
	}
	return errors.Join(json.Unmarshal([]byte(work), &to.Work), json.Unmarshal([]byte(answers), &to.Answer.Answers))
}

// OpenCase notes that a case was opened. See training.Store.
func (t Training) OpenCase(ctx context.Context, set string, n int, at time.Time) error {
	return t.store.write(ctx, func(tx *tx) error {
		_, err := tx.s.exec(ctx, `INSERT INTO training_cases (set_id, n, opened_at, answered_at, work, outcome, answers, reasons, defects, seen, named, false_alarm)
VALUES ($1, $2, $3, 0, '{}', '', '{}', '', '', '', '', 0) ON CONFLICT (set_id, n) DO NOTHING`, set, n, micros(at))
		return tx.wrap("open training case", err)
	})
}

// SaveWork keeps unsent answers. See training.Store.
func (t Training) SaveWork(ctx context.Context, set string, n int, w training.Work) error {
	work, _ := json.Marshal(w) // texts and lists of texts cannot fail
	return t.store.write(ctx, func(tx *tx) error {
		rows, err := tx.s.exec(ctx, `UPDATE training_cases SET work = $1 WHERE set_id = $2 AND n = $3 AND answered_at = 0`, string(work), set, n)
		if err == nil && rows == 0 {
			err = review.ErrNotFound
		}
		return tx.wrap("save training work", err)
	})
}

// Answer keeps what was decided. See training.Store.
func (t Training) Answer(ctx context.Context, r training.Record) error {
	answers, err := json.Marshal(r.Answer.Answers)
	if err != nil {
		return t.store.wrap("training answers", err)
	}
	return t.store.write(ctx, func(tx *tx) error {
		rows, err := tx.s.exec(ctx, `UPDATE training_cases SET answered_at = $1, work = '{}', outcome = $2, answers = $3, reasons = $4, defects = $5, seen = $6, named = $7, false_alarm = $8
WHERE set_id = $9 AND n = $10 AND answered_at = 0`,
			micros(r.AnsweredAt), string(r.Answer.Outcome), string(answers), join(r.Answer.Reasons), join(r.Defects), join(r.Seen), join(r.Named), number(r.FalseAlarm), r.Set, r.N)
		if err == nil && rows == 0 {
			err = review.ErrAlreadyDecided
		}
		return tx.wrap("answer training case", err)
	})
}
