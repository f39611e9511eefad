package main

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"shinsa/audit"
	"shinsa/blob"
	"shinsa/seal"
	"shinsa/staff"
)

// restoreCommand puts a backup into an empty store. What was erased after the backup was made is erased
// again before anything can be served, by the list that is kept beside the data: a SQLite database gets
// its name only when that is done, so that a restore that was interrupted leaves no store.
type restoreCommand struct {
	storeFlags
	s3Flags
	Dir      string `arg:"" type:"existingdir" help:"Folder of the backup."`
	KeysFrom string `type:"path" help:"Folder of its wrapped keys; DIR.keys by default."`
	Erased   string `type:"path" help:"List of erasures; DATA.erased by default."`
}

func (c restoreCommand) Run(ctx context.Context, con console) error {
	m, err := c.check()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return usage("the data folder cannot be made: %v", err)
	}
	blobs, keys, err := c.copyBack(ctx)
	if err != nil {
		return err
	}
	var erased replayed
	if m.Dialect == "sqlite" {
		erased, err = c.database(ctx, m)
	} else {
		erased, err = c.replay(ctx, c.storeFlags, m)
	}
	if err != nil {
		return err
	}
	say(con.out, "Restored %d files of images and %d wrapped keys.", blobs, keys)
	if _, err := os.Stat(string(c.erasedList())); err != nil {
		say(con.out, "There is no list of erasures at %s. If submissions or images were erased since the backup, erase this store and restore again with --erased.", c.erasedList())
	} else {
		say(con.out, "Erased %d submissions again, and %d images of others, by %s.", erased.submissions, erased.images, c.erasedList())
	}
	return nil
}

func (c restoreCommand) keysFrom() string {
	if c.KeysFrom != "" {
		return c.KeysFrom
	}
	return c.Dir + ".keys"
}

func (c restoreCommand) erasedList() erasureList {
	if c.Erased != "" {
		return erasureList(c.Erased)
	}
	return c.erasures()
}

// check refuses before anything is written.
func (c restoreCommand) check() (m manifest, err error) {
	if m, err = readManifest(c.Dir); err != nil {
		return m, err
	}
	if _, err := os.Stat(c.keysFrom()); err != nil {
		return m, usage("the wrapped keys are not at %s: say where with --keys-from", c.keysFrom())
	}
	if _, err := os.Stat(c.Erased); c.Erased != "" && err != nil {
		return m, usage("the list of erasures cannot be read: %v", err)
	}
	if _, err := c.erasedList().all(); errors.Is(err, errNewerList) {
		return m, usageError{err}
	}
	master, err := seal.ReadKeyFile(c.keyFile())
	if err != nil {
		return m, usageError{err}
	}
	if master.Fingerprint() != m.Store {
		return m, usage("the master key %s is not the backup's: its fingerprint is %s, the backup's is %s", c.keyFile(), master.Fingerprint(), m.Store)
	}
	file, sqlite := strings.CutPrefix(c.databaseURL(), "sqlite:")
	switch {
	case m.Dialect == "sqlite" && !sqlite:
		return m, usage("the backup is of a SQLite store, and --database is none")
	case m.Dialect != "sqlite" && sqlite:
		return m, usage("the backup is of a PostgreSQL store: restore its dump with pg_restore, and name that database with --database")
	case !sqlite:
		return m, nil
	}
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		return m, usage("%s exists already: a backup is restored into an empty store", file)
	}
	return m, nil
}

// copyBack copies images and keys. It may be repeated.
func (c restoreCommand) copyBack(ctx context.Context) (blobs, keys int, err error) {
	from, err := blob.Open(ctx, "file:"+filepath.Join(c.Dir, blobsFolder), blob.Options{})
	if err != nil {
		return 0, 0, usageError{err}
	}
	to, err := blob.Open(ctx, c.blobsURL(), blob.Options{S3: c.credentials()})
	if err != nil {
		return 0, 0, usageError{err}
	}
	if blobs, err = copyBlobs(ctx, from, to); err != nil {
		return blobs, 0, err
	}
	wrapped, err := seal.OpenFileKeys(c.keysFrom())
	if err != nil {
		return blobs, 0, usageError{err}
	}
	into, err := seal.OpenFileKeys(c.keysDir())
	if err != nil {
		return blobs, 0, usageError{err}
	}
	keys, err = copyKeys(ctx, wrapped, into)
	return blobs, keys, err
}

// database copies the database beside its place, erases again what the list names, and moves it there.
func (c restoreCommand) database(ctx context.Context, m manifest) (erased replayed, err error) {
	file := strings.TrimPrefix(c.databaseURL(), "sqlite:")
	beside := file + ".restoring"
	clear := func() error {
		left, err := filepath.Glob(beside + "*")
		for _, f := range left {
			err = errors.Join(err, os.Remove(f))
		}
		return err
	}
	if err := clear(); err != nil { // what an interrupted restore left
		return erased, err
	}
	data, err := os.ReadFile(filepath.Join(c.Dir, databaseFile))
	if err != nil {
		return erased, usage("the backup's database cannot be read: %v", err)
	}
	if err := writeDurably(beside, data); err != nil {
		return erased, err
	}
	flags := c.storeFlags
	flags.Database = "sqlite:" + beside
	if erased, err = c.replay(ctx, flags, m); err != nil {
		return erased, err
	}
	if err := os.Rename(beside, file); err != nil {
		return erased, err
	}
	return erased, errors.Join(clear(), syncFolder(filepath.Dir(file)))
}

// replay brings an old database up to date: it erases again what the list names, and ends sessions and
// one-time links, which may have ended since. It puts the restoring into the log.
func (c restoreCommand) replay(ctx context.Context, flags storeFlags, m manifest) (erased replayed, err error) {
	own, err := c.erasures().lacking()
	if err != nil {
		return erased, err
	}
	p, err := open(ctx, flags, openOptions{credentials: c.credentials(), erasures: own, check: func(ctx context.Context, p *parts) error {
		store, err := p.mark(ctx, markMaster)
		if err == nil && store != m.Store {
			err = usage("the database is not the backup's: restore its own dump first")
		}
		return err
	}})
	if err != nil {
		return erased, err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	if erased, err = p.replay(ctx, c.erasedList(), own); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return erased, err
	}
	if err := p.desk.FinishErasures(ctx); err != nil { // what was under way when the backup was made
		return erased, err
	}
	now := time.Now().UTC().Truncate(time.Microsecond)
	entry, err := p.recorder.Entry(audit.Restored, now, "",
		audit.Public("backup-us", strconv.FormatInt(m.Made.UnixMicro(), 10)), audit.Public("erased-again", strconv.Itoa(erased.submissions)),
		audit.Public("images-erased-again", strconv.Itoa(erased.images)))
	if err != nil {
		return erased, err
	}
	return erased, p.store.Staff().Write(ctx, func(tx staff.Tx) error {
		all := now.AddDate(100, 0, 0)
		if _, err := tx.DeleteStale(ctx, all, all, all); err != nil {
			return err
		}
		return tx.Log(ctx, entry)
	})
}

func readManifest(dir string) (manifest, error) {
	var m manifest
	text, err := os.ReadFile(filepath.Join(dir, manifestFile))
	if err != nil {
		return m, usage("%s is no finished backup: %s is missing", dir, manifestFile)
	}
	if err := json.Unmarshal(text, &m); err != nil || m.Format != 1 {
		return m, usage("%s cannot be read: it is damaged or of a newer program", filepath.Join(dir, manifestFile))
	}
	return m, nil
}
