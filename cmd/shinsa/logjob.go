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
	mailedAt      time.Time
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
		if filing = fileCheckpoint(j.flags.PublishLog, head); filing == nil {
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

const checkpointPrefix, checkpointSuffix = "checkpoint-", ".txt"

// fileCheckpoint writes a checkpoint into a folder. The number in its name is padded, so that names sort. One that
// is there already was written by another process of the desk.
func fileCheckpoint(dir string, head audit.SignedHead) error {
	name := fmt.Sprintf("%s%015d%s", checkpointPrefix, head.Size, checkpointSuffix)
	err := writeDurably(filepath.Join(dir, name), head.Signed)
	if errors.Is(err, fs.ErrExist) {
		return nil
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
