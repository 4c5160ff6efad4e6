package models

// mayAskAsset says who may ask for what is about equipment that was given, its acceptance and its use.
var mayAskAsset = []asked{}
