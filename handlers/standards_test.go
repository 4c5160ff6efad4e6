package handlers

import (
	"net/url"
	"testing"
)

func TestAStandardIsEnteredShownAndTakenBack(t *testing.T) {
	p := newTestPortal(t)
	c := p.as("program_manager")
	p.visitor().get("/standards").is(200).has("还没有登记保障标准", "福彩圆梦")
	form := url.Values{"class": {"hardship"}, "fen": {"1452"}, "from": {"2024-01-01"}, "doc_no": {"演示〔2024〕1号"}}
	c.post("/staff/standards", form).is(303)
	c.post("/staff/standards", form).is(409).has("1,452.00")
	p.as("county_officer").post("/staff/standards", form).is(403)
	form.Set("fen", "１４５２")
	c.post("/staff/standards", form).is(422)
	form.Set("fen", "1600")
	form.Set("from", "2099-01-01")
	c.post("/staff/standards", form).is(303)
	p.visitor().get("/standards").is(200).has("现行标准：重点困境儿童 1,452.00", "1,600.00")
	p.visitor().get("/standards?lang=en").is(200).has("In force: Children in grave hardship")
	one := "/staff/standards/hardship/2099-01-01"
	c.get(one).is(200).has("1,600.00")
	c.get("/staff/standards/hardship/2098-01-01").is(404)
	c.post(one+"/withdraw", url.Values{"reason": {""}}).is(422)
	c.post(one+"/withdraw", url.Values{"reason": {"尚未发文"}, "_version": {"9"}}).is(409)
	c.post(one+"/withdraw", url.Values{"reason": {"尚未发文"}}).is(303)
	p.visitor().get("/standards").is(200).hasNot("1,600.00")
	c.get("/staff/standards").is(200).has("已撤回")
	p.visitor().get("/api/v1/standards").is(200).has(`"amount_fen":145200`, `"now":true`).hasNot("160000")
}
