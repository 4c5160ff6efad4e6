package journal

import (
	"context"
	"fmt"
	"strings"

	"shanpei/models"
	"shanpei/models/money"
)

// Sample is a small federation for measuring and testing a journal: its enterprises are verified, its needs take pledges.
type Sample struct {
	Program string
	Donors  []models.Actor // owners, each of an enterprise of its own
	Needs   []string       // ids, in the order asked for
}

// SampleUSCC makes the n-th code of the zone that GB 11714 leaves to everybody's own use (1 to 99,999); it belongs to nobody.
func SampleUSCC(n int) string {
	const letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	const inner = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	body := fmt.Sprintf("PDY%05d", n)
	sum := 0
	for i, w := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		sum += w * strings.IndexByte(inner, body[i])
	}
	code := "91370900" + body + string("0123456789X0"[(11-sum%11)%11])
	total, weight := 0, 1
	for i := range code {
		total += weight * strings.IndexByte(letters, code[i])
		weight = weight * 3 % 31
	}
	return code + string(letters[(31-total%31)%31])
}

// SetUpSample makes the sample federation in an empty journal: so many enterprises, and one need of 100.00 a place for each number of places.
func SetUpSample(ctx context.Context, do func(context.Context, models.Actor, models.Command) (*Entry, error), enterprises int, places ...int) (Sample, error) {
	var s Sample
	ask := func(cmd models.Command) (*Entry, error) { return do(ctx, models.System, cmd) }
	settings := models.DefaultSettings()
	settings.PublicityDays = 0
	federation := models.Federation{Name: "泰安市慈善总会（演示）", USCC: "51370900PDY00001XU", DemoData: true, Settings: settings}
	if _, err := ask(models.SetUpFederation{Federation: federation}); err != nil {
		return s, err
	}
	if _, err := ask(models.PutCounty{County: models.County{Code: "370911", Name: "岱岳区", SubBrand: "助梦飞翔 护未岱岳"}}); err != nil {
		return s, err
	}
	e, err := ask(models.CreateProgram{Program: models.Program{
		Slug: "yida", Name: "意达圆梦 助学成长", Starts: "2026-01-01", Ends: "2036-12-31", BudgetFen: 1_000_000_000_00, Fundraising: models.Announce,
	}})
	if err != nil {
		return s, err
	}
	s.Program = e.Events[0].(models.ProgramCreated).Program.ID
	for i := range enterprises {
		owner, err := sampleEnterprise(ask, i+1)
		if err != nil {
			return s, err
		}
		s.Donors = append(s.Donors, owner)
	}
	for _, n := range places {
		id, err := sampleNeed(ask, s.Program, n)
		if err != nil {
			return s, err
		}
		s.Needs = append(s.Needs, id)
	}
	return s, nil
}

func sampleEnterprise(ask func(models.Command) (*Entry, error), n int) (models.Actor, error) {
	owner := fmt.Sprintf("owner-%05d", n)
	e, err := ask(models.RegisterEnterprise{Name: fmt.Sprintf("泰麓松风%d号（演示）", n), USCC: SampleUSCC(n), Owner: owner})
	if err != nil {
		return models.Actor{}, err
	}
	id := e.Events[0].(models.EnterpriseRegistered).Enterprise.ID
	_, err = ask(models.VerifyEnterprise{ID: id})
	return models.Actor{ID: owner, Role: models.DonorOwner, Enterprise: id}, err
}

// SamplePlaceFen is what a place of a sample need costs.
const SamplePlaceFen money.Fen = 100_00

func sampleNeed(ask func(models.Command) (*Entry, error), program string, places int) (string, error) {
	e, err := ask(models.DraftNeed{Need: models.Need{
		Program: program, County: "370911", Type: "study_aid", Stage: "primary", UnitPriceFen: SamplePlaceFen, Places: places, Urgency: 3,
	}})
	if err != nil {
		return "", err
	}
	id := e.Events[0].(models.NeedDrafted).Need.ID
	for _, verb := range []models.NeedVerb{models.VerifyNeed, models.ReviewNeed, models.ApproveNeed, models.PublishNeed, models.OpenNeed} {
		if _, err := ask(models.StepNeed{ID: id, Verb: verb}); err != nil {
			return "", err
		}
	}
	return id, nil
}

// AsDo adapts a book to SetUpSample.
func (b *Book) AsDo(ctx context.Context, a models.Actor, cmd models.Command) (*Entry, error) {
	r, err := b.Do(ctx, a, cmd)
	return r.Entry, err
}
