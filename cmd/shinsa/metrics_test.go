package main

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// The figures for machines are on a listener of their own, count by route and never by path, and are not
// on the desk's address.
func TestMetrics(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	figures := l.Addr().String()
	l.Close()
	p := started(t, serveArgs(newStore(t), "--metrics-addr", figures)...)
	for _, path := range []string{"/", "/a/not-a-link-of-ours", "/metrics"} {
		r, err := http.Get(p.url + path)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if path == "/metrics" && r.StatusCode != http.StatusNotFound {
			t.Errorf("the desk's address answers /metrics with %d", r.StatusCode)
		}
	}
	r, err := http.Get("http://" + figures + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	for _, want := range []string{`route="/a/:token"`, `status="404"`, "shinsa_submissions", "shinsa_oldest_waiting_seconds 0", "shinsa_streams 0"} {
		if !strings.Contains(text, want) {
			t.Errorf("the figures lack %s", want)
		}
	}
	if strings.Contains(text, "not-a-link-of-ours") {
		t.Error("the figures hold a path")
	}
}
