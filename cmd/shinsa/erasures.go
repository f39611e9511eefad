package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"shinsa/review"
)

// erasureList is the file of what was erased, kept beside the data and apart from its backups, and only
// ever appended to. A line is the id of a submission of which everything was erased, or an object that
// names an image of one. Whatever else a line may be one day, it must be an object, too.
type erasureList string

// erasures is this store's list.
func (f storeFlags) erasures() erasureList { return erasureList(f.Data + ".erased") }

var _ review.Erasures = erasureList("")

// erasedImage is the line of an image.
type erasedImage struct {
	Image      review.ImageID      `json:"image"`
	Submission review.SubmissionID `json:"submission"`
	At         time.Time           `json:"at"`
	By         review.StaffID      `json:"by,omitempty"`
	KeptDays   int                 `json:"kept_days,omitempty"`
}

// Add implements review.Erasures.
func (l erasureList) Add(_ context.Context, e review.Erasure) error { return l.append(e) }

// append writes lines durably. Each begins with a line break, so that what a full disk left of an earlier
// one cannot spoil it.
func (l erasureList) append(all ...review.Erasure) error {
	var text []byte
	for _, e := range all {
		line := []byte(e.Submission)
		if e.Image != "" {
			var err error
			if line, err = json.Marshal(erasedImage{e.Image, e.Submission, e.At.UTC(), e.By, e.KeptDays}); err != nil {
				return fmt.Errorf("list of erasures: %w", err)
			}
		}
		text = fmt.Appendf(text, "\n%s\n", line)
	}
	_, err := os.Stat(string(l))
	made := errors.Is(err, fs.ErrNotExist)
	file, err := os.OpenFile(string(l), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("list of erasures: %w: %w", review.ErrBusy, err)
	}
	_, err = file.Write(text)
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

// errNewerList is for a list with lines that this program does not know: passing them over would bring
// back what they name.
var errNewerList = errors.New("the list of erasures was written by a newer program")

// all reads the list. What is cut short is what a full disk left of a line that was written again, and is
// passed over.
func (l erasureList) all() (all []review.Erasure, err error) {
	file, err := os.Open(string(l))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		e, ok, err := readErasure(strings.TrimSpace(lines.Text()))
		if err != nil {
			return nil, err
		}
		if ok {
			all = append(all, e)
		}
	}
	return all, lines.Err()
}

// readErasure reads a line; false for one that was cut short.
func readErasure(line string) (e review.Erasure, ok bool, err error) {
	if uuid.Validate(line) == nil {
		return review.Erasure{Submission: review.SubmissionID(line)}, true, nil
	}
	if !json.Valid([]byte(line)) || !strings.HasPrefix(line, "{") {
		return e, false, nil
	}
	var i erasedImage
	if err := json.Unmarshal([]byte(line), &i); err != nil || uuid.Validate(string(i.Image)) != nil || uuid.Validate(string(i.Submission)) != nil {
		return e, false, errNewerList
	}
	return review.Erasure{Submission: i.Submission, Image: i.Image, At: i.At, By: i.By, KeptDays: i.KeptDays}, true, nil
}

// erasureID names what an erasure is of, so that the same one is known again.
func erasureID(e review.Erasure) string { return review.Destruction{Erasure: e}.ID() }

// lacking is a list that is added to only what it lacks. A restore has one, because it erases what is on
// the list already. It is not for concurrent use.
type lacking struct {
	erasureList
	known map[string]bool
}

// lacking reads what the list has; one that is not there has nothing.
func (l erasureList) lacking() (lacking, error) {
	has, err := l.all()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return lacking{}, err
	}
	known := map[string]bool{}
	for _, e := range has {
		known[erasureID(e)] = true
	}
	return lacking{l, known}, nil
}

// Add implements review.Erasures.
func (l lacking) Add(_ context.Context, e review.Erasure) error { return l.append(e) }

// append adds what is not known, all of it or nothing.
func (l lacking) append(all ...review.Erasure) error {
	all = slices.DeleteFunc(slices.Clone(all), func(e review.Erasure) bool { return l.known[erasureID(e)] })
	if len(all) == 0 {
		return nil
	}
	if err := l.erasureList.append(all...); err != nil {
		return err
	}
	for _, e := range all {
		l.known[erasureID(e)] = true
	}
	return nil
}

// replayed counts what a restore erased again.
type replayed struct{ submissions, images int }

// replay erases again what a list names, and puts it on this store's own list. What was begun after the
// backup stands there all the same. The error is fs.ErrNotExist when there is no such list.
func (p *parts) replay(ctx context.Context, from erasureList, own lacking) (n replayed, err error) {
	all, err := from.all()
	if err != nil {
		return n, err
	}
	if err := own.append(all...); err != nil {
		return n, err
	}
	for _, e := range all {
		err := p.desk.EraseAgain(ctx, e)
		switch {
		case errors.Is(err, review.ErrNotFound): // it was begun after the backup
		case err != nil:
			return n, fmt.Errorf("erasing again: %w", err)
		case e.Image != "":
			n.images++
		default:
			n.submissions++
		}
	}
	return n, nil
}
