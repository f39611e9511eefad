package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// followCommand is the browsers of the command live: it opens and shuts streams as it is told on standard input.
type followCommand struct {
	Base string `arg:"" help:"Address of the desk."`
}

// Run reads a line of session tokens, and then "open" and "shut", each of which it answers with a line.
func (c followCommand) Run(ctx context.Context) error {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<20)
	if !in.Scan() {
		return in.Err()
	}
	tokens := strings.Fields(in.Text())
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 0}}
	var events, bytes atomic.Int64
	shut := func() {}
	for in.Scan() {
		switch in.Text() {
		case "open":
			following, cancel := context.WithCancel(ctx)
			var all, first sync.WaitGroup
			var failed atomic.Int64
			for _, token := range tokens {
				first.Add(1)
				all.Go(func() {
					if !follow(following, client, c.Base, token, &events, &bytes, sync.OnceFunc(first.Done)) {
						failed.Add(1)
					}
				})
			}
			first.Wait()
			shut = func() { cancel(); all.Wait() }
			fmt.Println("open", failed.Load())
		case "shut":
			shut()
			fmt.Println("shut", events.Load(), bytes.Load())
		}
	}
	shut()
	return in.Err()
}

// follow reads a stream to its end; began is called at its first event, or when there is none.
func follow(ctx context.Context, client *http.Client, base, token string, events, bytes *atomic.Int64, began func()) bool {
	defer began()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s/desk/events?after=%d", base, time.Now().UnixMicro()), nil)
	if err != nil {
		return false
	}
	req.Header.Set("Accept", "text/event-stream")
	req.AddCookie(&http.Cookie{Name: "shinsa", Value: token})
	answer, err := client.Do(req)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return false
	}
	lines := bufio.NewReader(answer.Body)
	for {
		line, err := lines.ReadSlice('\n')
		bytes.Add(int64(len(line)))
		if len(line) == 1 {
			events.Add(1)
			began()
		}
		if err != nil && err != bufio.ErrBufferFull {
			return true
		}
	}
}

// browsers is that command as another process.
type browsers struct {
	process *exec.Cmd
	to      io.WriteCloser
	from    *bufio.Scanner
	events  int64
	bytes   int64
}

func startBrowsers(ctx context.Context, base string, tokens []string) (*browsers, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	b := &browsers{process: exec.CommandContext(ctx, self, "follow", base)}
	b.process.Stderr = os.Stderr
	if b.to, err = b.process.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := b.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	b.from = bufio.NewScanner(out)
	if err := b.process.Start(); err != nil {
		return nil, err
	}
	_, err = fmt.Fprintln(b.to, strings.Join(tokens, " "))
	return b, err
}

func (b *browsers) say(word string, answer ...any) error {
	if _, err := fmt.Fprintln(b.to, word); err != nil {
		return err
	}
	if !b.from.Scan() {
		return fmt.Errorf("the browsers have ended: %w", b.from.Err())
	}
	_, err := fmt.Sscan(strings.TrimPrefix(b.from.Text(), word), answer...)
	return err
}

func (b *browsers) open() error {
	var failed int
	err := b.say("open", &failed)
	if err == nil && failed > 0 {
		err = fmt.Errorf("%d streams were refused", failed)
	}
	return err
}

func (b *browsers) shut() error { return b.say("shut", &b.events, &b.bytes) }

func (b *browsers) end() {
	_ = b.to.Close()
	_ = b.process.Wait()
}
