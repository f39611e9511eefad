package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"shinsa/review"
)

// metrics are the figures for machines. They hold no personal data and no secret: routes are counted by
// their pattern, never by their path.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	streams  prometheus.Gauge
}

func newMetrics(store review.Store, now func() time.Time) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "shinsa_request_seconds", Help: "How long requests took, by route and status.",
			Buckets: []float64{.002, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"method", "route", "status"}),
		streams: prometheus.NewGauge(prometheus.GaugeOpts{Name: "shinsa_streams", Help: "Browsers that follow what changes at the desk."}),
	}
	m.registry.MustRegister(m.requests, m.streams, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), &queueCollector{store: store, now: now})
	return m
}

// observe counts a request.
func (m *metrics) observe(method, route string, status int, took time.Duration) {
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Observe(took.Seconds())
}

// queueCollector asks the store when it is scraped.
type queueCollector struct {
	store review.Store
	now   func() time.Time
}

var (
	submissionsDesc = prometheus.NewDesc("shinsa_submissions", "Submissions by state.", []string{"state"}, nil)
	oldestDesc      = prometheus.NewDesc("shinsa_oldest_waiting_seconds", "Age of the oldest waiting submission; 0 when none waits.", nil, nil)
)

// Describe is part of prometheus.Collector.
func (q *queueCollector) Describe(to chan<- *prometheus.Desc) {
	to <- submissionsDesc
	to <- oldestDesc
}

// Collect is part of prometheus.Collector. When the store cannot answer, the figures are missing.
func (q *queueCollector) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	now := q.now()
	counts, err := q.store.Counts(ctx, now)
	if err != nil {
		return
	}
	for _, state := range review.States() {
		if state != review.Draft { // nobody's business yet
			to <- prometheus.MustNewConstMetric(submissionsDesc, prometheus.GaugeValue, float64(counts.ByState[state]), string(state))
		}
	}
	age := 0.0
	if !counts.Oldest.IsZero() {
		age = now.Sub(counts.Oldest).Seconds()
	}
	to <- prometheus.MustNewConstMetric(oldestDesc, prometheus.GaugeValue, age)
}

// serveMetrics answers /metrics and the profiles on a listener of their own until the context ends. It
// asks for no password, so it belongs on loopback or a network of the operator's own.
func (m *metrics) serve(ctx context.Context, l net.Listener, log *slog.Logger) {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		log.Error("metrics", slog.String("error", err.Error()))
	}
}
