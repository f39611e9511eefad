package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/uuid"

	"shinsa/review"
)

// erasureList is the file of erased submissions, kept beside the data and apart from its backups: one id
// a line, only ever appended to.
type erasureList string

// erasures is this store's list.
func (p *parts) erasures() erasureList { return erasureList(p.flags.Data + ".erased") }

var _ review.Erasures = erasureList("")

// Add writes an id durably. The line begins with a line break, so that what a full disk left of an
// earlier one cannot spoil it.
func (l erasureList) Add(_ context.Context, s review.SubmissionID) error {
	_, err := os.Stat(string(l))
	made := errors.Is(err, fs.ErrNotExist)
	file, err := os.OpenFile(string(l), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("list of erasures: %w: %w", review.ErrBusy, err)
	}
	_, err = fmt.Fprintf(file, "\n%s\n", s)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil && made {
		err = syncFolder(filepath.Dir(string(l)))
	}
	if err != nil {
		return fmt.Errorf("list of erasures: %w: %w", review.ErrBusy, err)
	}
	return nil
}

// each calls f with every id of the list. What is not an id is what a full disk left of one that was not
// erased then, and is passed over.
func (l erasureList) each(f func(review.SubmissionID) error) error {
	file, err := os.Open(string(l))
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		id := strings.TrimSpace(lines.Text())
		if uuid.Validate(id) != nil {
			continue
		}
		if err := f(review.SubmissionID(id)); err != nil {
			return err
		}
	}
	return lines.Err()
}

// replayErasures erases again what a list names, and adds to this store's own list what that lacks of it.
// The error is fs.ErrNotExist when there is no such list.
func (p *parts) replayErasures(ctx context.Context, from erasureList) (n int, err error) {
	own, known := p.erasures(), map[review.SubmissionID]bool{}
	err = own.each(func(id review.SubmissionID) error { known[id] = true; return nil })
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	err = from.each(func(id review.SubmissionID) error {
		if !known[id] {
			if err := own.Add(ctx, id); err != nil {
				return err
			}
			known[id] = true
		}
		err := p.desk.Erase(ctx, id, listed{})
		if errors.Is(err, review.ErrNotFound) {
			return nil // it was begun after the backup
		} else if err != nil {
			return fmt.Errorf("erasing again: %w", err)
		}
		n++
		return nil
	})
	return n, err
}

// listed is for erasures that the list has.
type listed struct{}

func (listed) Add(context.Context, review.SubmissionID) error { return nil }
