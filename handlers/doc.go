// Package handlers speaks HTTP: it parses requests, calls the desk, and renders pages or redirects.
//
// It decides nothing. Who may do what is asked of the guard inside the desk; rules are in package review;
// what a page shows is in package views. Fiber is known here and nowhere else.
//
// Start with New (app.go), the table of routes (routes.go), and the table of errors (errors.go). Each
// page or action is a file of its own.
package handlers
