package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"shinsa/audit"
	"shinsa/outbox"
	"shinsa/review"
)

// logFlags say where copies of the log's checkpoints go. Whoever holds the master key could write the log anew
// and sign that; only a copy elsewhere tells.
type logFlags struct {
	PublishLog   string `help:"Folder into which a checkpoint of the log goes each minute, best on another machine; none by default." type:"path"`
	PublishLogTo string `help:"Mail address to which one goes each hour; none by default." placeholder:"ADDRESS"`
}

// check tells what is wrong with the settings.
func (f logFlags) check(mailer outbox.Mailer, wrong *problems) {
	if f.PublishLog != "" {
		if info, err := os.Stat(f.PublishLog); err != nil {
			wrong.add("--publish-log: %v", err)
		} else if !info.IsDir() {
			wrong.add("--publish-log: %s is no folder", f.PublishLog)
		}
	}
	if f.PublishLogTo != "" {
		if _, err := mail.ParseAddress(f.PublishLogTo); err != nil {
			wrong.add("--publish-log-to %q is no mail address", f.PublishLogTo)
		} else if mailer == nil {
			wrong.add("--publish-log-to needs mail (--smtp-host)")
		}
	}
}

// numbering is how often entries are numbered: the second that the documents name.
const numbering = time.Second

// leadFor is how long the log stands still after the process that numbered it was killed.
const leadFor = 3 * time.Second

// keyFor is how long a process signs with a key before it looks whether there is a newer one.
const keyFor = time.Minute

// logJob numbers and signs the log, and publishes its checkpoints.
type logJob struct {
	parts  *parts
	flags  logFlags
	mailer outbox.Mailer // nil when there is no mail
	name   string

	sequencer *audit.Sequencer
	keyUntil  time.Time
	// filed and mailed are the sizes of the newest checkpoints that were published.
	filed, mailed int64
	// compared says that the log goes on where the folder's newest checkpoint ends.
	compared bool
	mailedAt time.Time
}

// number gives entries their numbers. The key is made anew now and then, as another process may have changed it.
func (j *logJob) number(ctx context.Context) error {
	if now := time.Now(); now.After(j.keyUntil) {
		key, err := j.parts.logKey(ctx)
		if err != nil {
			return err
		}
		j.sequencer = &audit.Sequencer{Store: j.parts.store, Key: key.Signer, Name: j.name, Now: time.Now, Term: leadFor, Batch: 512}
		j.keyUntil = now.Add(keyFor)
	}
	_, err := j.sequencer.Step(ctx)
	return err
}

// end numbers and publishes what was done last, and lets another process lead at once.
func (j *logJob) end(ctx context.Context) error {
	err := j.number(ctx)
	if j.sequencer != nil {
		err = errors.Join(err, j.sequencer.Resign(ctx))
	}
	return errors.Join(err, j.publish(ctx))
}

// publish copies the newest checkpoint to where it was asked for, if it is new.
func (j *logJob) publish(ctx context.Context) error {
	head, err := j.parts.store.LogHead(ctx)
	if errors.Is(err, review.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	var filing, mailing error
	if j.flags.PublishLog != "" && head.Size > j.filed {
		if filing = j.file(ctx, head); filing == nil {
			j.filed = head.Size
		}
	}
	if j.flags.PublishLogTo != "" && head.Size > j.mailed && time.Since(j.mailedAt) >= time.Hour {
		mailing = j.mailer.Send(ctx, outbox.Mail{
			ID: fmt.Sprintf("log-%d", head.Size), Lang: "en", To: j.flags.PublishLogTo, Subject: fmt.Sprintf("Checkpoint of the log: %d leaves", head.Size), Body: string(head.Signed),
		})
		if mailing == nil {
			j.mailed, j.mailedAt = head.Size, time.Now()
		}
	}
	return errors.Join(filing, mailing)
}

// file copies a checkpoint into the folder. The first time it looks whether this log goes on where the folder's newest
// checkpoint ends: a store that was put back from a backup does not, and must not be published beside what it contradicts.
func (j *logJob) file(ctx context.Context, head audit.SignedHead) error {
	if !j.compared {
		if err := j.compare(ctx, head); err != nil {
			return err
		}
		j.compared = true
	}
	return fileCheckpoint(j.flags.PublishLog, head)
}

// errOtherLog says that what was published is of another log than the store's, or of one that was longer.
var errOtherLog = errors.New("the log is not the one that was published")

// compare holds the newest published checkpoint against the store's log.
func (j *logJob) compare(ctx context.Context, head audit.SignedHead) error {
	published, err := newestPublished(j.flags.PublishLog)
	if err != nil || published.Size == 0 {
		return err
	}
	const advice = "if the store was put back from a backup, keep that folder as it is, publish into a new one (--publish-log), and verify against the old: shinsa audit verify --published"
	if published.Size > head.Size {
		return fmt.Errorf("%w: %s is of %d leaves, and the log has %d: an older copy was put back, or leaves were cut off; %s", errOtherLog, published.Where, published.Size, head.Size, advice)
	}
	own, err := j.parts.store.LogHeadOf(ctx, published.Size)
	if errors.Is(err, review.ErrNotFound) || err == nil && !sameTree(own.Signed, published.Signed) {
		return fmt.Errorf("%w: %s says something else of the first %d leaves; %s", errOtherLog, published.Where, published.Size, advice)
	}
	return err
}

// sameTree reports whether two checkpoints are of the same log, size and root, whichever key signed them.
func sameTree(a, b []byte) bool {
	text := func(signed []byte) string {
		lines := strings.SplitN(string(signed), "\n", 4)
		return strings.Join(lines[:min(3, len(lines))], "\n")
	}
	return text(a) == text(b)
}

// newestPublished is the largest checkpoint of a folder; its Size is 0 when there is none.
func newestPublished(dir string) (audit.SignedHead, error) {
	names, err := filepath.Glob(filepath.Join(dir, checkpointPrefix+"*"+checkpointSuffix))
	if err != nil || len(names) == 0 {
		return audit.SignedHead{}, err
	}
	name := slices.Max(names) // their numbers have the same width
	size, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimPrefix(filepath.Base(name), checkpointPrefix), checkpointSuffix), 10, 64)
	if err != nil || size < 1 {
		return audit.SignedHead{}, fmt.Errorf("%s is no checkpoint's name", name)
	}
	signed, err := os.ReadFile(name)
	return audit.SignedHead{Size: size, Signed: signed, Where: name}, err
}

const checkpointPrefix, checkpointSuffix = "checkpoint-", ".txt"

// fileCheckpoint writes a checkpoint into a folder. The number in its name is padded, so that names sort. One that
// is there already was written by another process of the desk.
func fileCheckpoint(dir string, head audit.SignedHead) error {
	name := fmt.Sprintf("%s%015d%s", checkpointPrefix, head.Size, checkpointSuffix)
	err := writeDurably(filepath.Join(dir, name), head.Signed)
	if errors.Is(err, fs.ErrExist) {
		there, err := os.ReadFile(filepath.Join(dir, name))
		if err == nil && !sameTree(there, head.Signed) {
			err = fmt.Errorf("%w: %s says something else of as many leaves", errOtherLog, filepath.Join(dir, name))
		}
		return err
	}
	if err != nil {
		return fmt.Errorf("the log cannot be published: %w", err)
	}
	return nil
}

// publishedCheckpoints reads a folder of them, the smallest first.
func publishedCheckpoints(dir string) ([]audit.SignedHead, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, usage("the folder of published checkpoints cannot be read: %v", err)
	}
	var all []audit.SignedHead
	for _, e := range entries {
		number, isOne := strings.CutPrefix(strings.TrimSuffix(e.Name(), checkpointSuffix), checkpointPrefix)
		if !isOne || e.IsDir() {
			continue
		}
		size, err := strconv.ParseInt(number, 10, 64)
		if err != nil || size < 1 {
			return nil, usage("%s is no checkpoint's name", filepath.Join(dir, e.Name()))
		}
		signed, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, usage("a published checkpoint cannot be read: %v", err)
		}
		all = append(all, audit.SignedHead{Size: size, Signed: signed, Where: e.Name()})
	}
	slices.SortFunc(all, func(a, b audit.SignedHead) int { return int(min(max(a.Size-b.Size, -1), 1)) })
	if len(all) == 0 {
		return nil, usage("there are no published checkpoints in %s", dir)
	}
	return all, nil
}
