package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	_ "modernc.org/sqlite"

	"shinsa/staff"
)

// queueCommand measures the queue page of 50 beside a bare Fiber and templ page of 50 rows from an
// indexed SQLite table of the same size.
type queueCommand struct {
	Sizes    []int         `help:"Numbers of waiting submissions." default:"1000,100000,1000000"`
	Length   time.Duration `help:"How long each loop runs." default:"4s"`
	Rounds   int           `help:"How often the two take turns." default:"3"`
	Workers  int           `help:"Parallel clients." default:"4"`
	Commits  int           `help:"Submissions that come in each second while the queue page is measured." default:"0"`
	Database string        `help:"postgres://… for the desk; a SQLite file by default."`
}

func (c queueCommand) Run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "shinsa-load-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := newSystem(ctx, dir, c.Database)
	if err != nil {
		return err
	}
	defer s.store.Close()
	if _, err := s.account(ctx, "load@example.org", staff.Reviewer); err != nil {
		return err
	}
	base, err := s.serve(ctx)
	if err != nil {
		return err
	}
	client, err := signIn(base, "load@example.org")
	if err != nil {
		return err
	}
	bare, err := newBare(ctx, filepath.Join(dir, "bare.db"))
	if err != nil {
		return err
	}
	defer bare.db.Close()
	have, come := 0, slices.Max(c.Sizes) // those that come meanwhile are numbered behind all others
	for _, size := range c.Sizes {
		begin := time.Now()
		if err := s.fill(ctx, have, size); err != nil {
			return err
		}
		if err := bare.fill(ctx, have, size); err != nil {
			return err
		}
		have = size
		fmt.Printf("%d submissions (filled in %s)\n", size, time.Since(begin).Round(time.Second))
		desk, plain, err := alternate(c.Rounds,
			func() (rate, error) {
				stop := s.come(ctx, &come, c.Commits)
				r, err := loop(c.Workers, c.Length, func(int) error { return fetch(client, base+"/queue", "href=\"/submissions/") })
				return r, errors.Join(err, stop())
			},
			func() (rate, error) {
				return loop(c.Workers, c.Length, func(int) error { return fetch(client, bare.url+"/", "<tr") })
			})
		if err != nil {
			return err
		}
		fmt.Printf("  queue page  %s\n  bare page   %s\n  ratio of requests per second %.2f\n", desk, plain, desk.perSecond()/plain.perSecond())
	}
	return nil
}

// come lets submissions come in, so many a second, each in a transaction of its own, until the returned function is called.
func (s *system) come(ctx context.Context, n *int, each int) (stop func() error) {
	if each == 0 {
		return func() error { return nil }
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() {
		tick := time.NewTicker(time.Second / time.Duration(each))
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				done <- nil
				return
			case <-tick.C:
			}
			if err := s.fill(context.WithoutCancel(ctx), *n, *n+1); err != nil {
				done <- err
				return
			}
			*n++
		}
	}()
	return func() error { cancel(); return <-done }
}

var csrfField = regexp.MustCompile(`name="csrf" value="([^"]*)"`)

// signIn returns a client with a session.
func signIn(base, email string) (*http.Client, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	client := &http.Client{Jar: jar, Timeout: 120 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	page, err := get(client, base+"/login")
	if err != nil {
		return nil, err
	}
	form := url.Values{"email": {email}, "password": {loadPassword}}
	if m := csrfField.FindStringSubmatch(page); m != nil {
		form.Set("csrf", m[1])
	}
	r, err := client.PostForm(base+"/login", form)
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	if r.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("signing in: %s", r.Status)
	}
	return client, nil
}

func get(client *http.Client, address string) (string, error) {
	r, err := client.Get(address)
	if err != nil {
		return "", err
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", address, r.Status)
	}
	return string(b), err
}

// fetch gets a page and checks that it is the one that was meant, with 50 rows.
func fetch(client *http.Client, address, row string) error {
	page, err := get(client, address)
	if err != nil {
		return err
	}
	if n := strings.Count(page, row); n < 50 {
		return fmt.Errorf("%s: %d rows, want 50", address, n)
	}
	return nil
}

// bare is the baseline: a page of 50 rows from an indexed table, and nothing else.
type bare struct {
	db  *sql.DB
	url string
}

func newBare(ctx context.Context, file string) (*bare, error) {
	pool, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-8000)")
	if err != nil {
		return nil, err
	}
	if _, err := pool.ExecContext(ctx, `CREATE TABLE item (id INTEGER PRIMARY KEY, reference TEXT NOT NULL, kind TEXT NOT NULL, queued INTEGER NOT NULL) STRICT;
CREATE INDEX item_queued ON item (queued, id);`); err != nil {
		return nil, err
	}
	list, err := pool.PrepareContext(ctx, `SELECT reference, kind, queued FROM item ORDER BY queued, id LIMIT 50`)
	if err != nil {
		return nil, err
	}
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Get("/", func(c *fiber.Ctx) error {
		rows, err := list.QueryContext(c.UserContext())
		if err != nil {
			return err
		}
		defer rows.Close()
		var items []item
		for rows.Next() {
			var i item
			if err := rows.Scan(&i.Reference, &i.Kind, &i.Queued); err != nil {
				return err
			}
			items = append(items, i)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		c.Type("html", "utf-8")
		return barePage(items).Render(c.UserContext(), c)
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	go func() { _ = app.Listener(l) }()
	go func() { <-ctx.Done(); _ = app.Shutdown() }()
	return &bare{db: pool, url: "http://" + l.Addr().String()}, nil
}

func (b *bare) fill(ctx context.Context, have, want int) error {
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	insert, err := tx.PrepareContext(ctx, `INSERT INTO item (reference, kind, queued) VALUES ($1, $2, $3)`)
	if err != nil {
		return err
	}
	for n := have; n < want; n++ {
		if _, err := insert.ExecContext(ctx, string(reference(n)), "resident-card", n); err != nil {
			return err
		}
	}
	return tx.Commit()
}
