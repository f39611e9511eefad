package db

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"

	"shinsa/review"
)

// SaveFigures writes only the cells that differ from what is there: of a day that is counted once a minute most do not.
// See review.FiguresWriter.
func (t *tx) SaveFigures(ctx context.Context, s review.FigureSpan, cells map[review.FigurePlace][]byte, awaited []review.DecisionID) error {
	err := t.saveFigures(ctx, s, cells)
	if err == nil {
		_, err = t.s.exec(ctx, `DELETE FROM figures_awaited WHERE span = $1`, s.Name)
	}
	for _, id := range awaited {
		if err == nil {
			_, err = t.s.exec(ctx, `INSERT INTO figures_awaited (decision_id, span) VALUES ($1, $2) ON CONFLICT (decision_id) DO UPDATE SET span = excluded.span`, string(id), s.Name)
		}
	}
	return t.wrap("save figures", err)
}

func (t *tx) saveFigures(ctx context.Context, s review.FigureSpan, cells map[review.FigurePlace][]byte) error {
	if s.Version == 0 {
		_, err := t.s.exec(ctx, `INSERT INTO figures_spans (span, made_of, made_at, through, version) VALUES ($1, '', 0, 0, 0) ON CONFLICT (span) DO NOTHING`, s.Name)
		if err != nil {
			return err
		}
	}
	n, err := t.s.exec(ctx, `UPDATE figures_spans SET made_of = $3, made_at = $4, through = $5, version = version + 1 WHERE span = $1 AND version = $2`,
		s.Name, s.Version, s.MadeOf, micros(s.MadeAt), micros(s.Through))
	if err == nil && n == 0 {
		err = fmt.Errorf("span %s: %w", s.Name, review.ErrConflict)
	}
	if err != nil {
		return err
	}
	same := map[review.FigurePlace]bool{}
	var gone []review.FigurePlace
	err = t.s.each(ctx, `SELECT lang, kind, staff_id, cell FROM figures_cells WHERE span = $1`, []any{s.Name}, func(r *sql.Rows) error {
		var at review.FigurePlace
		var cell sql.RawBytes
		if err := r.Scan(&at.Lang, &at.Kind, &at.Person, &cell); err != nil {
			return err
		}
		now, ok := cells[at]
		same[at] = bytes.Equal(now, cell)
		if !ok {
			gone = append(gone, at)
		}
		return nil
	})
	for _, at := range gone {
		if err == nil {
			_, err = t.s.exec(ctx, `DELETE FROM figures_cells WHERE span = $1 AND lang = $2 AND kind = $3 AND staff_id = $4`, s.Name, at.Lang, at.Kind, string(at.Person))
		}
	}
	for at, cell := range cells {
		if err == nil && !same[at] {
			_, err = t.s.exec(ctx, `INSERT INTO figures_cells (span, lang, kind, staff_id, cell) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (span, lang, kind, staff_id) DO UPDATE SET cell = excluded.cell`, s.Name, at.Lang, at.Kind, string(at.Person), cell)
		}
	}
	return err
}

// ForgetRecalls deletes what SaveRound noted. See review.FiguresWriter.
func (t *tx) ForgetRecalls(ctx context.Context, all []review.FigureRecall) error {
	for _, r := range all {
		_, err := t.s.exec(ctx, `DELETE FROM figures_recalled WHERE submission_id = $1 AND round = $2 AND sent_at = $3`, string(r.Submission), r.Round, micros(r.SentAt))
		if err != nil {
			return t.wrap("forget recalls", err)
		}
	}
	return nil
}

// ForgetFigures deletes everything that can be counted again. See review.FiguresWriter.
func (t *tx) ForgetFigures(ctx context.Context) error {
	for _, statement := range []string{`DELETE FROM figures_cells`, `DELETE FROM figures_awaited`, `DELETE FROM figures_spans`} {
		if _, err := t.s.exec(ctx, statement); err != nil {
			return t.wrap("forget figures", err)
		}
	}
	return nil
}

// noteRecall notes that a round which was sent is so no longer, or at another time: it may have been counted already.
func (t *tx) noteRecall(ctx context.Context, r *review.Round) error {
	_, err := t.s.exec(ctx, `INSERT INTO figures_recalled (submission_id, round, sent_at)
SELECT submission_id, n, submitted_at FROM rounds WHERE submission_id = $1 AND n = $2 AND submitted_at > 0 AND submitted_at <> $3
ON CONFLICT (submission_id, round, sent_at) DO NOTHING`, string(r.Submission), r.N, micros(r.SubmittedAt))
	return err
}
