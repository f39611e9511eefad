package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"

	"golang.org/x/mod/sumdb/note"

	"shinsa/audit"
)

// Marks of the store about its log.
const (
	markLogOrigin = "log-origin" // names the log in its checkpoints; set once
	markLogKey    = "log-key"    // the generation of the key that signs
)

// errNoLog says that no server was started on this store since there are checkpoints.
var errNoLog = errors.New("this store has no log's key yet: it is made when a server is first started on it")

// logKey is the key that signs the log now. It is derived from the master key, so every process of a desk has the
// same, and a database without the master key can sign nothing.
func (p *parts) logKey(ctx context.Context) (audit.LogKey, error) {
	keys, err := p.logKeys(ctx)
	if err != nil {
		return audit.LogKey{}, err
	}
	return keys[len(keys)-1], nil
}

// logKeys are all keys that have signed the log, the first first.
func (p *parts) logKeys(ctx context.Context) ([]audit.LogKey, error) {
	origin, err := p.mark(ctx, markLogOrigin)
	if err != nil {
		return nil, err
	}
	if origin == "" {
		return nil, errNoLog
	}
	newest, err := p.logGeneration(ctx)
	if err != nil {
		return nil, err
	}
	var keys []audit.LogKey
	for n := 1; n <= newest; n++ {
		k, err := audit.NewLogKey(origin, p.keys.LogSecret(n))
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	return keys, nil
}

const mostLogKeys = 1000

func (p *parts) logGeneration(ctx context.Context) (int, error) {
	text, err := p.mark(ctx, markLogKey)
	if err != nil || text == "" {
		return 1, err
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > mostLogKeys {
		return 0, usage("the store's mark of the log's key says %q, which is no number of a key: it was damaged, restore a backup", text)
	}
	return n, nil
}

// nameLog gives the log its name, once: the host at which people reach the desk.
func (p *parts) nameLog(ctx context.Context, publicURL string) error {
	origin, err := p.mark(ctx, markLogOrigin)
	if err != nil || origin != "" {
		return err
	}
	host := "desk.invalid"
	if u, err := url.Parse(publicURL); err == nil && u.Host != "" {
		host = u.Host
	}
	return p.store.SetMeta(ctx, markLogOrigin, host+"/log")
}

// publicLogKeys are the keys that logKeys gives, to be shown.
func (p *parts) publicLogKeys(ctx context.Context) ([]string, error) {
	keys, err := p.logKeys(ctx)
	var public []string
	for _, k := range keys {
		public = append(public, k.Verifier)
	}
	return public, err
}

// verifiers are the store's own public keys.
func (p *parts) verifiers(ctx context.Context) (note.Verifiers, error) {
	keys, err := p.publicLogKeys(ctx)
	if err != nil {
		return nil, err
	}
	return audit.Verifiers(keys...)
}

type auditKeyCommand struct {
	storeFlags
	New bool `help:"Sign with a new key from now on. What was signed stays valid under the old one."`
}

func (c auditKeyCommand) Run(ctx context.Context, con console) error {
	p, err := open(ctx, c.storeFlags, openOptions{})
	if err != nil {
		return err
	}
	defer p.close()
	if c.New {
		n, err := p.logGeneration(ctx)
		if err == nil && n == mostLogKeys {
			err = usage("this log has had %d keys, which is the most", n)
		}
		if err == nil {
			err = p.store.SetMeta(ctx, markLogKey, fmt.Sprint(n+1))
		}
		if err != nil {
			return err
		}
	}
	keys, err := p.logKeys(ctx)
	if err != nil {
		return err
	}
	for n, k := range keys {
		when := "signs now"
		if n < len(keys)-1 {
			when = "signed before"
		}
		say(con.out, "%s\t%s", k.Verifier, when)
	}
	if c.New {
		say(con.out, "Servers that are running sign with the new key within a minute. Give it to whoever checks the log.")
	}
	return nil
}
