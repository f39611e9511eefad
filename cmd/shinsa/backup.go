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
	"strings"
	"time"

	"shinsa/blob"
	"shinsa/review"
	"shinsa/seal"
)

// backupCommand copies the store while it may be serving. The database is copied first: bytes that are
// handed in later are no part of the copy, and bytes that were there are never rewritten. The wrapped
// keys go to a folder of their own, so that it can be kept apart and given an end of 30 days; the master
// key is not copied.
type backupCommand struct {
	storeFlags
	s3Flags
	Dir    string `arg:"" type:"path" help:"New folder for database and images."`
	KeysTo string `type:"path" help:"New folder for the wrapped keys; DIR.keys by default."`
}

// manifest tells what a backup is of.
type manifest struct {
	Format  int       `json:"format"`
	Made    time.Time `json:"made"`
	Store   string    `json:"store"` // fingerprint of the master key
	Demo    bool      `json:"demo,omitempty"`
	Dialect string    `json:"dialect"`
	Blobs   int       `json:"blobs"`
	Keys    int       `json:"keys"`
}

const (
	manifestFile = "backup.json"
	databaseFile = "shinsa.db"
	blobsFolder  = "blobs"
)

func (c backupCommand) Run(ctx context.Context, con console) error {
	keysTo := c.KeysTo
	if keysTo == "" {
		keysTo = c.Dir + ".keys"
	}
	for _, dir := range []string{c.Dir, keysTo} {
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
			return usage("%s exists already: a backup goes into a new folder", dir)
		}
	}
	p, err := open(ctx, c.storeFlags, openOptions{credentials: c.credentials()})
	if err != nil {
		return err
	}
	defer p.close()
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return usage("the folder cannot be made: %v", err)
	}
	m := manifest{Format: 1, Made: time.Now().UTC(), Dialect: p.store.Dialect()}
	if m.Store, err = p.store.Meta(ctx, markMaster); err != nil {
		return err
	}
	demo, err := p.store.Meta(ctx, markDemo)
	m.Demo = err == nil && demo != ""
	if m.Dialect == "sqlite" {
		if err := p.store.BackupTo(ctx, filepath.Join(c.Dir, databaseFile)); err != nil {
			return err
		}
	}
	if m.Blobs, err = copyBlobs(ctx, p.blobs, "file:"+filepath.Join(c.Dir, blobsFolder)); err != nil {
		return err
	}
	to, err := seal.OpenFileKeys(keysTo)
	if err != nil {
		return usageError{err}
	}
	if m.Keys, err = copyKeys(ctx, p.keyStore, to); err != nil {
		return err
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(c.Dir, manifestFile), append(text, '\n'), 0o600); err != nil {
		return err
	}
	say(con.out, "Copied %d images' files to %s and %d wrapped keys to %s.", m.Blobs, c.Dir, m.Keys, keysTo)
	if m.Dialect != "sqlite" {
		say(con.out, "The PostgreSQL database is not part of it: run pg_dump before, and keep the dump beside it.")
	}
	say(con.out, "Keep the keys apart from the images, and neither for longer than 30 days: what was erased meanwhile must end in backups, too.")
	return nil
}

func copyBlobs(ctx context.Context, from blob.Store, to string) (n int, err error) {
	target, err := blob.Open(ctx, to, blob.Options{})
	if err != nil {
		return 0, usageError{err}
	}
	return n, copyBlobsTo(ctx, from, target, &n)
}

func copyBlobsTo(ctx context.Context, from, to blob.Store, n *int) error {
	return from.Each(ctx, func(name string) error {
		data, err := from.Get(ctx, name)
		if errors.Is(err, blob.ErrNotFound) {
			return nil // destroyed while we were copying
		} else if err != nil {
			return err
		}
		*n++
		return to.Put(ctx, name, data)
	})
}

func copyKeys(ctx context.Context, from, to seal.KeyStore) (n int, err error) {
	err = from.Each(ctx, func(id seal.KeyID) error {
		wrapped, err := from.Get(ctx, id)
		if errors.Is(err, seal.ErrDestroyed) {
			return nil
		} else if err != nil {
			return err
		}
		n++
		return to.Put(ctx, id, wrapped)
	})
	return n, err
}

// restoreCommand puts a backup into an empty store. What was erased after the backup was made is erased
// again before anything is served, by the list that is kept beside the data.
type restoreCommand struct {
	storeFlags
	s3Flags
	Dir      string `arg:"" type:"existingdir" help:"Folder of the backup."`
	KeysFrom string `type:"path" help:"Folder of its wrapped keys; DIR.keys by default."`
	Erased   string `type:"path" help:"List of erasures; DATA.erased by default."`
}

func (c restoreCommand) Run(ctx context.Context, con console) error {
	m, err := readManifest(c.Dir)
	if err != nil {
		return err
	}
	if m.Dialect != "sqlite" {
		return usage("this backup is of a PostgreSQL store: restore its dump with pg_restore, and copy blobs and keys back")
	}
	keysFrom := c.KeysFrom
	if keysFrom == "" {
		keysFrom = c.Dir + ".keys"
	}
	if _, err := os.Stat(keysFrom); err != nil {
		return usage("the wrapped keys are not at %s: say where with --keys-from", keysFrom)
	}
	master, err := seal.ReadKeyFile(c.keyFile())
	if err != nil {
		return usageError{err}
	}
	if master.Fingerprint() != m.Store {
		return usage("the master key %s is not the backup's: its fingerprint is %s, the backup's is %s", c.keyFile(), master.Fingerprint(), m.Store)
	}
	file, ok := strings.CutPrefix(c.databaseURL(), "sqlite:")
	if !ok {
		return usage("a backup of SQLite is restored into SQLite")
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return usage("the data folder cannot be made: %v", err)
	}
	if err := copyNewFile(filepath.Join(c.Dir, databaseFile), file); err != nil {
		return err
	}
	blobs, keys, err := c.copyBack(ctx, keysFrom)
	if err != nil {
		return err
	}
	p, err := open(ctx, c.storeFlags, openOptions{credentials: c.credentials()})
	if err != nil {
		return err
	}
	defer p.close()
	list := c.Erased
	if list == "" {
		list = c.Data + ".erased"
	}
	erased, err := p.replayErasures(ctx, list)
	if err != nil {
		return err
	}
	say(con.out, "Restored the database, %d images' files and %d keys; erased %d submissions again.", blobs, keys, erased)
	return nil
}

func (c restoreCommand) copyBack(ctx context.Context, keysFrom string) (blobs, keys int, err error) {
	from, err := blob.Open(ctx, "file:"+filepath.Join(c.Dir, blobsFolder), blob.Options{})
	if err != nil {
		return 0, 0, usageError{err}
	}
	to, err := blob.Open(ctx, c.blobsURL(), blob.Options{S3: c.credentials()})
	if err != nil {
		return 0, 0, usageError{err}
	}
	if err := copyBlobsTo(ctx, from, to, &blobs); err != nil {
		return blobs, 0, err
	}
	wrapped, err := seal.OpenFileKeys(keysFrom)
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

// copyNewFile copies a file to a place where there is none.
func copyNewFile(from, to string) error {
	data, err := os.Open(from)
	if err != nil {
		return usage("the backup's database cannot be read: %v", err)
	}
	defer data.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return usage("%s exists already: a backup is restored into an empty store", to)
	} else if err != nil {
		return usageError{err}
	}
	if _, err := data.WriteTo(out); err != nil {
		return errors.Join(err, out.Close())
	}
	return errors.Join(out.Sync(), out.Close())
}

// replayErasures erases again what the list names.
func (p *parts) replayErasures(ctx context.Context, list string) (n int, err error) {
	f, err := os.Open(list)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	} else if err != nil {
		return 0, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		id := review.SubmissionID(strings.TrimSpace(lines.Text()))
		err := p.desk.Erase(ctx, id, noList{})
		if errors.Is(err, review.ErrNotFound) {
			continue // it came after the backup
		} else if err != nil {
			return n, fmt.Errorf("erasing again: %w", err)
		}
		n++
	}
	return n, lines.Err()
}

// noList is for erasures that the list already has.
type noList struct{}

func (noList) Add(context.Context, review.SubmissionID) error { return nil }
