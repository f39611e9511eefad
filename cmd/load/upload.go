package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"shinsa/staff"
)

// uploadCommand sends many large photos at once and watches memory and another page meanwhile.
type uploadCommand struct {
	Count int `help:"Parallel uploads." default:"32"`
	Width int `help:"Width of the photo; the height is three quarters." default:"7304"`
}

func (c uploadCommand) Run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "shinsa-load-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := newSystem(ctx, dir, "")
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
	big, err := photo(c.Width, c.Width*3/4, 75)
	if err != nil {
		return err
	}
	fmt.Printf("%d uploads of %d x %d (%.1f megapixels, %.1f MB)\n", c.Count, c.Width, c.Width*3/4, float64(c.Width)*float64(c.Width)*0.75/1e6, float64(len(big))/1e6)
	tokens := make([]string, c.Count)
	for i := range tokens {
		if tokens[i], err = s.desk.StartDraft(ctx, "resident-card", "en", ""); err != nil {
			return err
		}
	}
	var done atomic.Bool
	var slowest atomic.Int64
	var watch sync.WaitGroup
	watch.Go(func() {
		for !done.Load() {
			begin := time.Now()
			if _, err := get(client, base+"/queue"); err != nil {
				fmt.Println("  the queue page meanwhile:", err)
				return
			}
			slowest.Store(max(slowest.Load(), int64(time.Since(begin))))
			time.Sleep(50 * time.Millisecond)
		}
	})
	plain := &http.Client{Timeout: 5 * time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	var mu sync.Mutex
	status, longest := map[int]int{}, time.Duration(0)
	var wg sync.WaitGroup
	begin := time.Now()
	for _, token := range tokens {
		wg.Go(func() {
			start := time.Now()
			code, err := upload(plain, base+"/a/"+token+"/images", big)
			if err != nil {
				fmt.Println("  upload:", err)
			}
			mu.Lock()
			status[code]++
			longest = max(longest, time.Since(start))
			mu.Unlock()
		})
	}
	wg.Wait()
	took := time.Since(begin)
	done.Store(true)
	watch.Wait()
	fmt.Printf("answers by status %v in %s (longest %s)\n", status, took.Round(time.Millisecond), longest.Round(time.Millisecond))
	fmt.Printf("slowest queue page meanwhile %s\n", time.Duration(slowest.Load()).Round(time.Millisecond))
	fmt.Printf("peak resident memory, client and server together: %d MiB\n", peakMiB())
	return nil
}

func upload(client *http.Client, address string, data []byte) (int, error) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if err := w.WriteField("side", "front"); err != nil {
		return 0, err
	}
	part, err := w.CreateFormFile("image", "photo.jpg")
	if err != nil {
		return 0, err
	}
	if _, err := part.Write(data); err != nil {
		return 0, err
	}
	if err := w.Close(); err != nil {
		return 0, err
	}
	r, err := client.Post(address, w.FormDataContentType(), &body)
	if err != nil {
		return 0, err
	}
	defer r.Body.Close()
	_, err = io.Copy(io.Discard, r.Body)
	return r.StatusCode, err
}

// peakMiB is this process's peak resident memory on Linux; 0 elsewhere.
func peakMiB() int {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	var kib int
	for _, line := range bytes.Split(text, []byte("\n")) {
		if n, _ := fmt.Sscanf(string(line), "VmHWM: %d kB", &kib); n == 1 {
			return kib >> 10
		}
	}
	return 0
}
